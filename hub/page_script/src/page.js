// The script of every published page: makes the widgets whose states came with the page, draws the cells' outputs, and
// goes on with the connection to the kernel, which the page began. Nothing of it waits for the connection: what is done
// before it stands is sent when it does.

import "./page.css";

import { watchClicks } from "./clicks.js";
import { KernelConnection } from "./kernel_connection.js";
import { drawOutput } from "./outputs.js";
import { PageWidgetManager } from "./widget_manager.js";
import { offerPackages, widgetPackage } from "./widget_packages.js";

const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");

const start = async () => {
  const config = read("jupyter-config-data");
  const kernel = new KernelConnection(`${config.baseUrl}api/kernels/${config.kernelId}`, watchClicks(document), window.ci_connection);
  addEventListener("pagehide", () => kernel.leave());
  const manager = new PageWidgetManager(kernel);
  const widgets = manager.restore(read("ci-widget-states"));
  kernel.begin(widgets);
  await widgets;
  const outputs = document.querySelectorAll('script[type="application/vnd.voila.cell-output+json"]');
  await Promise.all([...outputs].map((each) => drawOutput(JSON.parse(each.textContent), each.parentElement, manager)));
};

// Said in the page's head; anywidget is what the page's own widgets are made of.
offerPackages(read("ci-widget-packages"));
widgetPackage("anywidget").catch(() => {});
// The page goes on coming while this script is there already.
window.ci_page_complete.then(start).catch((error) => {
  console.error(error);
  window.ci_page_failed();
});
