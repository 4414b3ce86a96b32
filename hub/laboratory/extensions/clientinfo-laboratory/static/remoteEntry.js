// What clientinfo adds to analysts' JupyterLab: the examples and a template on the launcher.
//
// A container of webpack's module federation, written by hand: JupyterLab calls `init` with the modules that it shares,
// then `get` for the plugins. So no build has to run, and nothing is bundled twice.
(() => {
  "use strict";

  const SHARED = {
    apputils: "@jupyterlab/apputils",
    launcher: "@jupyterlab/launcher",
    components: "@jupyterlab/ui-components",
  };
  const CATEGORY = "clientinfo";
  const FOLDERS = ["Beispiele", "examples"]; // in an analyst's home; in a checkout, for `clientinfo lab`
  const TEMPLATE = "template.ipynb";
  const ICON =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" fill="none" stroke="#1f5fa8" stroke-width="2"' +
    ' stroke-linecap="round" stroke-linejoin="round"><path d="M4 20V10M10 20V4M16 20v-7M3 20h18"/></svg>';
  let scope;

  async function shared(name) {
    const versions = scope[name];
    const version = Object.keys(versions)[0];
    return (await versions[version].get())();
  }

  // JupyterLab's own words are German or English by its setting; ours follow the language of the page.
  const words = (german, english) => (document.documentElement.lang.startsWith("de") ? german : english);

  async function examples(contents) {
    for (const folder of FOLDERS) {
      try {
        const listed = (await contents.get(folder)).content.filter((each) => each.type === "notebook");
        return await Promise.all(listed.map((each) => contents.get(each.path)));
      } catch {
        // not here
      }
    }
    return [];
  }

  function launcherPlugin({ launcher, components }) {
    return {
      id: "clientinfo-laboratory:launcher",
      autoStart: true,
      optional: [launcher.ILauncher],
      activate: async (app, cards) => {
        const icon = new components.LabIcon({ name: "clientinfo:notebook", svgstr: ICON });
        const contents = app.serviceManager.contents;
        app.commands.addCommand("clientinfo:example", {
          label: (args) => args.title,
          caption: (args) => args.path,
          icon,
          execute: (args) => app.commands.execute("docmanager:open", { path: args.path }),
        });
        app.commands.addCommand("clientinfo:from-template", {
          label: words("Neue Auswertung", "New analysis"),
          caption: words("Ein Notebook mit drei Zellen, das sich veröffentlichen lässt", "Three cells, ready to be published"),
          icon,
          execute: async (args) => {
            const made = await contents.copy(args.path, args.cwd || "");
            return app.commands.execute("docmanager:open", { path: made.path });
          },
        });
        if (!cards) return;
        for (const each of await examples(contents)) {
          const isTemplate = each.name === TEMPLATE;
          cards.add({
            command: isTemplate ? "clientinfo:from-template" : "clientinfo:example",
            args: { path: each.path, title: each.content.metadata.title || each.name },
            category: CATEGORY,
            rank: isTemplate ? 0 : 1,
          });
        }
      },
    };
  }

  async function plugins() {
    const names = Object.keys(SHARED);
    const found = await Promise.all(names.map((name) => shared(SHARED[name])));
    const modules = Object.fromEntries(names.map((name, place) => [name, found[place]]));
    return [launcherPlugin(modules)];
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["clientinfo-laboratory"] = {
    init: (share) => {
      scope = share;
    },
    get: async () => {
      const made = await plugins();
      return () => ({ __esModule: true, default: made });
    },
  };
})();
