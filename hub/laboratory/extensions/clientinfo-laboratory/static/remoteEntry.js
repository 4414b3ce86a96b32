// What clientinfo adds to analysts' JupyterLab: the examples and a template on the launcher, and the command that asks for
// a notebook's publication.
//
// A container of webpack's module federation, written by hand: JupyterLab calls `init` with the modules that it shares,
// then `get` for the plugins. So no build has to run, and nothing is bundled twice.
(() => {
  "use strict";

  const SHARED = {
    apputils: "@jupyterlab/apputils",
    coreutils: "@jupyterlab/coreutils",
    launcher: "@jupyterlab/launcher",
    mainmenu: "@jupyterlab/mainmenu",
    notebook: "@jupyterlab/notebook",
    services: "@jupyterlab/services",
    lumino: "@lumino/widgets",
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

  // [key, German, English], as clientinfo_kernel.access.rights has them.
  const ROLES = [
    ["service", "Service", "Service"],
    ["sales", "Verkauf", "Sales"],
    ["accounting", "Buchhaltung", "Accounting"],
    ["controlling", "Controlling", "Controlling"],
    ["analyst", "Analyse", "Analysis"],
    ["privacy", "Datenschutz", "Data protection"],
  ];
  // Icons of the start page's tiles: [key, German, English].
  const ICONS = [
    ["chart", "Diagramm", "Chart"],
    ["list", "Liste", "List"],
    ["table", "Tabelle", "Table"],
    ["users", "Kunden", "Customers"],
    ["euro", "Geld", "Money"],
    ["car", "Fahrzeug", "Vehicle"],
    ["wrench", "Werkstatt", "Workshop"],
    ["route", "Weg", "Way"],
    ["file", "Dokument", "Document"],
  ];
  const WHAT_IT_MEANS = () =>
    words(
      "Eine zweite Person mit dem Recht „Freigabe von Notebooks“ sieht sich den Code an und gibt ihn frei. Freigegebener" +
        " Code läuft mit den Rechten einer Seite: Ihm wird vertraut wie clientinfo selbst. Die Prüfung hilft dabei, sie" +
        " ist keine Mauer.",
      "A second person with the right to release reads the code and releases it. Released code runs with the rights of a" +
        " page: it is trusted like clientinfo itself. The check helps with that; it is no wall.",
    );

  function field(label, input) {
    const row = document.createElement("label");
    row.className = "clientinfo-field";
    row.style.cssText = "display:block;margin:0 0 10px";
    const name = document.createElement("span");
    name.textContent = label;
    name.style.cssText = "display:block;font-weight:600;margin-bottom:2px";
    row.append(name, input);
    return row;
  }

  function typed(value, longest) {
    const input = document.createElement("input");
    input.className = "jp-mod-styled";
    input.style.width = "100%";
    input.value = value || "";
    input.maxLength = longest;
    return input;
  }

  function form(lumino, known, stem) {
    const title = typed(known.title || stem, 80);
    const description = typed(known.description, 300);
    const note = typed("", 300);
    const icon = document.createElement("select");
    icon.className = "jp-mod-styled";
    icon.append(...ICONS.map(([key, german, english]) => new Option(words(german, english), key, false, key === known.icon)));
    const boxes = ROLES.map(([key, german, english]) => {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = key;
      box.checked = (known.roles || []).includes(key);
      const label = document.createElement("label");
      label.style.cssText = "display:inline-block;margin-right:14px";
      label.append(box, ` ${words(german, english)}`);
      return [box, label];
    });
    const roles = document.createElement("fieldset");
    roles.style.cssText = "border:0;padding:0;margin:0 0 10px";
    const legend = document.createElement("legend");
    legend.textContent = words("Wer die Seite öffnet", "Who opens the page");
    legend.style.cssText = "font-weight:600;padding:0";
    roles.append(legend, ...boxes.map(([, label]) => label));
    const means = document.createElement("p");
    means.textContent = WHAT_IT_MEANS();
    means.style.cssText = "margin:4px 0 0;max-width:34em";
    const body = new lumino.Widget();
    body.node.style.minWidth = "30em";
    body.node.append(
      field(words("Titel der Seite", "Title of the page"), title),
      field(words("Wozu sie dient (ein Satz)", "What it is for (one sentence)"), description),
      roles,
      field(words("Symbol", "Icon"), icon),
      field(words("Nachricht an die Freigabe", "A word to who releases it"), note),
      means,
    );
    body.getValue = () => ({
      title: title.value.trim(),
      description: description.value.trim(),
      icon: icon.value,
      roles: boxes.filter(([box]) => box.checked).map(([box]) => box.value),
      note: note.value.trim(),
    });
    return body;
  }

  // Small letters, digits and _ are what a page's address is made of.
  function pageName(stem) {
    const plain = stem.toLowerCase().replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue").replace(/ß/g, "ss");
    const name = plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 60);
    return `${name || "seite"}.ipynb`;
  }

  async function send(services, coreutils, wish, confirmTakeover) {
    const settings = services.ServerConnection.makeSettings();
    const address = coreutils.URLExt.join(settings.baseUrl, "clientinfo", "publications");
    const answer = await services.ServerConnection.makeRequest(
      address,
      { method: "POST", body: JSON.stringify(wish), headers: { "Content-Type": "application/json" } },
      settings,
    );
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 409 && said.owner && !wish.takes_over) {
      const takes = await confirmTakeover(said.owner, wish.file);
      if (takes) return send(services, coreutils, { ...wish, takes_over: true }, confirmTakeover);
    }
    if (answer.ok) {
      return words(
        `Beantragt: „${wish.title}“, Version ${said.version}. Auf der Seite Veröffentlichungen sehen Sie, was daraus wird.`,
        `Asked for: “${wish.title}”, version ${said.version}. The page Veröffentlichungen says what becomes of it.`,
      );
    }
    const found = said.findings || [said.message || `HTTP ${answer.status}`];
    return `${words("Noch nicht beantragt:", "Not asked for yet:")}\n${found.map((each) => `• ${each}`).join("\n")}`;
  }

  // A copy of the template has the same name for everybody: a colleague's page is not replaced by mistake.
  const takesOver =
    ({ Dialog, showDialog }) =>
    async (owner, file) => {
      const asked = await showDialog({
        title: words("Die Seite eines anderen ersetzen?", "Replace somebody else's page?"),
        body: words(
          `Die Seite ${file} hat bisher ${owner}. Für eine eigene Seite geben Sie Ihrem Notebook einen anderen Dateinamen.`,
          `The page ${file} is ${owner}'s. For a page of your own give your notebook another file name.`,
        ),
        buttons: [
          Dialog.cancelButton({ label: words("Abbrechen", "Cancel") }),
          Dialog.warnButton({ label: words("Als neue Version beantragen", "Ask for it as a new version") }),
        ],
      });
      return asked.button.accept;
    };

  function publishPlugin({ apputils, coreutils, lumino, mainmenu, notebook, services }) {
    const command = "clientinfo:publish";
    return {
      id: "clientinfo-laboratory:publish",
      autoStart: true,
      requires: [notebook.INotebookTracker],
      optional: [apputils.ICommandPalette, mainmenu.IMainMenu],
      activate: (app, tracker, palette, menu) => {
        app.commands.addCommand(command, {
          label: words("Veröffentlichen für …", "Publish for …"),
          caption: words("Prüft das Notebook und beantragt seine Freigabe", "Checks the notebook and asks for its release"),
          isEnabled: () => tracker.currentWidget !== null,
          execute: async () => {
            const panel = tracker.currentWidget;
            if (!panel) return;
            await panel.context.ready;
            const stem = coreutils.PathExt.basename(panel.context.path, ".ipynb");
            const { Dialog } = apputils;
            const asked = await apputils.showDialog({
              title: words("Veröffentlichen für …", "Publish for …"),
              body: form(lumino, panel.context.model.getMetadata("clientinfo") || {}, stem),
              buttons: [
                Dialog.cancelButton({ label: words("Abbrechen", "Cancel") }),
                Dialog.okButton({ label: words("Prüfen und beantragen", "Check and ask") }),
              ],
            });
            if (!asked.button.accept) return;
            const { note, ...shown } = asked.value;
            panel.context.model.setMetadata("clientinfo", shown);
            await panel.context.save();
            const wait = apputils.Notification.emit(words("Das Notebook wird geprüft …", "Checking the notebook …"), "in-progress", {
              autoClose: false,
            });
            const wish = { ...shown, note, path: panel.context.path, file: pageName(stem) };
            const text = await send(services, coreutils, wish, takesOver(apputils)).catch((error) => String(error));
            apputils.Notification.dismiss(wait);
            const body = document.createElement("div");
            body.style.cssText = "white-space:pre-wrap;max-width:40em";
            body.textContent = text;
            await apputils.showDialog({
              title: words("Veröffentlichen", "Publish"),
              body: new lumino.Widget({ node: body }),
              buttons: [Dialog.okButton({ label: "OK" })],
            });
          },
        });
        palette?.addItem({ command, category: "clientinfo" });
        menu?.fileMenu.addGroup([{ command }], 20);
        tracker.currentChanged.connect(() => app.commands.notifyCommandChanged(command));
      },
    };
  }

  async function plugins() {
    const names = Object.keys(SHARED);
    const found = await Promise.all(names.map((name) => shared(SHARED[name])));
    const modules = Object.fromEntries(names.map((name, place) => [name, found[place]]));
    return [launcherPlugin(modules), publishPlugin(modules)];
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
