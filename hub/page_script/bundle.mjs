// Bundles src/ into a folder of files that are named by their content, and writes which of them a page begins with.
// Called by build.py: node bundle.mjs <folder with node_modules> <folder to write> <version of the sources>

import { createRequire } from "node:module";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const [packages, target, version] = process.argv.slice(2);
const here = import.meta.dirname;
const { build } = createRequire(path.join(packages, "package.json"))("esbuild");

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
