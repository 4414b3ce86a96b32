// Widget packages that only some pages need: their builds for the classic notebook (AMD modules) are in the Python
// environment, and the service says where (``widgetPackages`` of the page's config). Each is loaded once, when the first
// of its widgets is opened.

import * as base from "@jupyter-widgets/base";

import * as output from "./output_widget.js";

const shared = {
  "@jupyter-widgets/base": async () => base,
  "@jupyter-widgets/controls": () => import("./controls.js"),
  "@jupyter-widgets/output": async () => output,
};
const loaded = new Map(); // name -> promise of the module
const defined = new Map(); // script element -> [dependencies, factory], between its run and its load event

export class PackageNotOffered extends Error {}

const define = (...given) => {
  const factory = given.pop();
  const dependencies = given.find(Array.isArray) ?? [];
  defined.set(document.currentScript, [dependencies, factory]);
};
define.amd = {};
// Only our own script elements see it: libraries in a notebook's HTML would take it for their own loader.
Object.defineProperty(window, "define", {
  configurable: true,
  get: () => (document.currentScript?.dataset.widgetPackage ? define : undefined),
  set: (value) => Object.defineProperty(window, "define", { configurable: true, writable: true, value }),
});

const run = (name, address) =>
  new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.dataset.widgetPackage = name;
    script.onload = () => resolve([script, ...(defined.get(script) ?? [[], undefined])]);
    script.onerror = () => reject(new Error(`the widget package ${name} could not be loaded`));
    document.head.append(script);
  });

const loadPackage = async (name, address) => {
  const [script, dependencies, factory] = await run(name, address);
  defined.delete(script);
  if (typeof factory !== "function") return factory;
  const exported = {};
  const own = { module: { id: name, uri: script.src, exports: exported }, exports: exported, require: undefined };
  const found = await Promise.all(dependencies.map((each) => (each in own ? own[each] : widgetPackage(each))));
  return factory(...found) ?? own.module.exports;
};

let addresses = {};
export const offerPackages = (offered) => {
  addresses = offered;
};

// The exports of a package by its name. Fails with PackageNotOffered for one that the service does not serve.
export const widgetPackage = (name) => {
  if (shared[name]) return shared[name]();
  if (!Object.hasOwn(addresses, name)) return Promise.reject(new PackageNotOffered(name));
  if (!loaded.has(name)) loaded.set(name, loadPackage(name, addresses[name]));
  return loaded.get(name);
};
