// Bundles src/ into a folder of files that are named by their content, and writes which of them a page begins with.
// Called by build.py: node bundle.mjs <folder with node_modules> <folder to write> <version of the sources>

import { createRequire } from "node:module";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const [packages, target, version] = process.argv.slice(2);
const here = import.meta.dirname;
const { build } = createRequire(path.join(packages, "package.json"))("esbuild");

// Lumino says of none of its packages what a bundle can leave out, and its widgets come as one file: docks, menus and
// palettes, which no page has, would be a third of what every page compiles. Made of its sources, each of them is left out
// where nothing imports it. None of them does anything when it is loaded but define what it exports.
const lumino = {
  name: "lumino",
  setup({ onResolve, resolve }) {
    const widgets = path.join(packages, "node_modules", "@lumino", "widgets", "src");
    const found = (file) => ({ path: file, sideEffects: false });
    onResolve({ filter: /^@lumino\/widgets$/ }, () => found(path.join(widgets, "index.ts")));
    onResolve({ filter: /^\.\/\w+$/ }, (asked) => asked.resolveDir === widgets ? found(path.join(widgets, `${asked.path}.ts`)) : null);
    onResolve({ filter: /^@lumino\/\w+$/ }, async ({ path: name, importer, resolveDir, kind, pluginData }) => {
      if (pluginData?.isAsked) return null; // the question below
      const { path: file, errors } = await resolve(name, { importer, resolveDir, kind, pluginData: { isAsked: true } });
      return errors.length ? { errors } : found(file);
    });
  },
};

const { metafile } = await build({
  entryPoints: [path.join(here, "src", "page.js")],
  outdir: target,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  nodePaths: [path.join(packages, "node_modules")],
  alias: { "sanitize-html": path.join(here, "src", "sanitize.js") },
  loader: { ".svg": "dataurl" },
  plugins: [lumino],
  // As Lumino compiles them: a declared field is not set once more behind its base class's constructor.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  legalComments: "none",
  metafile: true,
  logLevel: "error",
});

// The license of each package that is in the bundle goes with it.
const bundled = new Set(
  Object.keys(metafile.inputs).map((file) => file.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean),
);
const licenses = [];
for (const folder of [...bundled].sort()) {
  const { name, version: number, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf-8"));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? await readFile(path.join(folder, file), "utf-8") : "";
  licenses.push(`${name} ${number}: ${license}\n\n${text}`);
}
await writeFile(path.join(target, "licenses.txt"), licenses.join(`\n${"-".repeat(80)}\n`));

const outputs = Object.entries(metafile.outputs).map(([file, about]) => [path.basename(file), about]);
const [script, entry] = outputs.find(([, about]) => about.entryPoint?.endsWith("page.js"));
const imports = entry.imports.filter(({ kind }) => kind === "import-statement").map((each) => path.basename(each.path));
const style = path.basename(entry.cssBundle);
await writeFile(path.join(target, "entry.json"), JSON.stringify({ version, script, imports, style }));
