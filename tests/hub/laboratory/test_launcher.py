"""The launcher as analysts find it: a template of one's own and the examples by their titles; its script without a browser."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from lxml import etree

from hub.laboratory.arguments import EXTENSIONS
from hub.node_packages import node
from tests.stack import REPOSITORY

SCRIPT = EXTENSIONS / "clientinfo-laboratory" / "static" / "remoteEntry.js"
NOTEBOOKS = {
    path.name: json.loads(path.read_text()) for path in (REPOSITORY / "notebooks" / "examples").glob("*.ipynb")
}

# JupyterLab as far as the plugin asks it: modules that are shared, contents, commands, cards.
_LABORATORY = """
globalThis.window = {};
globalThis.document = { documentElement: { lang: LANGUAGE } };
const said = { cards: [], commands: {}, opened: [], copied: [] };
const contents = {
  get: async (path) => {
    const [folder, name] = path.split("/");
    if (folder !== FOLDER) throw new Error("not here");
    if (!name) return { content: Object.keys(NOTEBOOKS).map((each) => ({ type: "notebook", path: `${folder}/${each}` })) };
    return { name, path, content: NOTEBOOKS[name] };
  },
  copy: async (path, folder) => { said.copied.push([path, folder]); return { path: `${folder}/copy.ipynb` }; },
};
const commands = {
  addCommand: (name, { label, icon }) => (said.commands[name] = { label, icon }),
  execute: async (name, args) => said.opened.push([name, args.path]),
};
const run = {};
const add = commands.addCommand;
commands.addCommand = (name, command) => { run[name] = command; add(name, { label: String(typeof command.label === "string" ? command.label : command.label({ title: "T" })), icon: command.icon?.svgstr }); };
const app = { serviceManager: { contents }, commands };
const modules = { "@jupyterlab/launcher": { ILauncher: "cards" }, "@jupyterlab/ui-components": { LabIcon: class { constructor(made) { Object.assign(this, made); } } } };
const share = new Proxy({}, { get: (_all, name) => ({ "1": { get: async () => () => modules[name] ?? {} } }) });
"""
_VISIT = """
const entry = window._JUPYTERLAB["clientinfo-laboratory"];
entry.init(share);
const [launcher] = (await entry.get())().default;
await launcher.activate(app, { add: (card) => said.cards.push(card) });
await run["clientinfo:from-template"].execute({ path: `${FOLDER}/template.ipynb`, cwd: "mine" });
await run["clientinfo:example"].execute({ path: `${FOLDER}/own_tab.ipynb` });
await launcher.activate(app, null);
console.log(JSON.stringify(said));
"""


def visit(folder: str, language: str) -> dict[str, Any]:
    """What the launcher's plugin adds and does where the examples lie in a folder."""
    known = (
        f"const FOLDER = {json.dumps(folder)}, LANGUAGE = {json.dumps(language)}, NOTEBOOKS = {json.dumps(NOTEBOOKS)};"
    )
    script = known + _LABORATORY + SCRIPT.read_text() + _VISIT
    told = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(told.stdout)
    return said


def test_each_example_has_a_card_by_its_title_and_the_template_the_first() -> None:
    said = visit("Beispiele", "de-DE")
    titles = {each["metadata"]["title"] for name, each in NOTEBOOKS.items() if name != "template.ipynb"}
    assert {each["args"]["title"] for each in said["cards"] if each["command"] == "clientinfo:example"} == titles
    (first,) = [each for each in said["cards"] if each["rank"] == 0]
    assert (first["command"], first["args"]["path"]) == ("clientinfo:from-template", "Beispiele/template.ipynb")
    assert {each["category"] for each in said["cards"]} == {"clientinfo"}
    assert len(said["cards"]) == len(NOTEBOOKS), "without a launcher nothing is added, and nothing breaks"
    for command in said["commands"].values():
        assert etree.fromstring(command["icon"]).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_template_is_copied_to_where_one_is_and_an_example_is_opened_itself() -> None:
    said = visit("Beispiele", "de-DE")
    assert said["copied"] == [["Beispiele/template.ipynb", "mine"]]
    assert said["opened"] == [["docmanager:open", "mine/copy.ipynb"], ["docmanager:open", "Beispiele/own_tab.ipynb"]]


def test_in_a_checkout_and_in_english_it_is_the_same() -> None:
    said = visit("examples", "en")
    assert len(said["cards"]) == len(NOTEBOOKS)
    assert said["commands"]["clientinfo:from-template"]["label"] == "New analysis"
    assert visit("elsewhere", "en")["cards"] == []
