"""What a page's connection makes of a message that carries several, and of models that are closed early, without a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import anywidget

from hub.node_packages import node
from tests.stack import REPOSITORY

_SOURCES = REPOSITORY / "hub" / "page_script" / "src"
# What the connection imports, and a socket at which the kernel speaks.
_SOCKET = """
const UUID = { uuid4: () => "page" };
class Signal { emit() {} }
const readFrame = (message) => message;
const writeFrame = () => new ArrayBuffer(0);
const SUBPROTOCOL = "";
globalThis.location = { href: "http://house/" };
const unheard = [];
globalThis.document = { dispatchEvent: ({ detail }) => unheard.push(detail) };
let socket;
globalThis.WebSocket = class { constructor() { socket = this; } };
"""
_CONNECTED = """
const heard = [];
const faults = [];
console.error = ({ message }) => faults.push(message);
let click = null;
const connection = new KernelConnection("/kernel", () => click);
connection.connect();
const acts = {
  throws: () => { throw new Error("thrown"); },
  rejects: () => Promise.reject(new Error("rejected")),
  pressed: () => { click = new Promise(() => {}); },
};
for (const name of ["first", "last", ...Object.keys(acts)]) {
  connection.createComm("a widget", name).on_msg(({ content }) => {
    heard.push([name, content.data.n]);
    return acts[name]?.();
  });
}
const say = (content) => socket.onmessage({ data: { header: { msg_type: "comm_msg" }, parent_header: {}, content } });
const [names, more] = JSON.parse(process.argv.at(-1));
say({ comm_id: names[0], data: { method: "several", messages: names.map((name, n) => ({ comm_id: name, data: { n } })) } });
if (more) say({ comm_id: more, data: { n: -1 } });
await new Promise((resolve) => setTimeout(resolve));
console.log(JSON.stringify([heard, faults]));
"""
_BEGUN = """
const heard = [];
const sent = [];
const begun = { session: "first", socket: { send: (frame) => sent.push(frame) }, events: JSON.parse(process.argv.at(-1)) };
const connection = new KernelConnection("/kernel", () => null, begun);
let made;
connection.createComm("a widget", "search").send({ text: "Meier" }); // before anything is connected
connection.createComm("a widget", "first").on_msg(({ content }) => heard.push(content.data.n));
connection.begin(new Promise((resolve) => { made = resolve; }));
begun.socket.onmessage?.({ data: { header: { msg_type: "comm_msg" }, parent_header: {}, content: { comm_id: "first", data: { n: 2 } } } });
const later = () => new Promise((resolve) => setTimeout(resolve));
await later();
const early = [...heard];
made();
await later();
console.log(JSON.stringify([early, heard, sent.length, connection.connectionStatus, connection._heard, socket === undefined]));
"""
# anywidget in front of a base library that does nothing, with time that goes on when it is told to.
_BASE = """
let made;
globalThis.define = (_needs, factory) => { made = factory; };
const timers = [];
AbortSignal.timeout = () => {
  const timer = new AbortController();
  timers.push(timer);
  return timer.signal;
};
const faults = [];
process.on("unhandledRejection", ({ message }) => faults.push(message));
class Model {
  constructor(attributes) {
    this.attributes = attributes;
    this.atEnd = [];
    this.initialize(attributes);
  }
  initialize() {}
  get(name) { return this.attributes[name]; }
  on() {}
  off() {}
  once(_end, act) { this.atEnd.push(act); }
  close() { for (const act of this.atEnd) act(); }
  async _handle_comm_msg() {}
}
"""
_WITHOUT_SCRIPT = """
const { AnyModel } = made({ DOMWidgetModel: Model, DOMWidgetView: Model });
const PageModel = patientModel({ AnyModel });
const script = "https://house.example/never.js"; // Node fetches none
const [closed, open] = [new PageModel({ _esm: script }), new PageModel({ _esm: script })];
closed.close();
const refused = open._handle_comm_msg({}).catch(({ message }) => message);
const later = () => new Promise((resolve) => setTimeout(resolve));
while (timers.length < 2) await later();
for (const timer of timers) timer.abort();
await later();
console.log(JSON.stringify([faults, await refused]));
"""


def _run(script: str, *given: object) -> Any:
    command = [node(), "--input-type=module", "-", *map(json.dumps, given)]
    return json.loads(subprocess.run(command, input=script, capture_output=True, text=True, check=True).stdout)


def _source(name: str) -> str:
    lines = (_SOURCES / name).read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("import "))


def _heard(*names: str, more: str = "") -> Any:
    return _run(_SOCKET + _source("comm.js") + _source("kernel_connection.js") + _CONNECTED, [names, more])


def test_one_of_several_that_fails_keeps_no_other_from_being_heard() -> None:
    heard, faults = _heard("first", "throws", "rejects", "gone", "last", more="first")
    assert heard == [["first", 0], ["throws", 1], ["rejects", 2], ["last", 4], ["first", -1]]
    assert faults == ["thrown", "rejected"]


def test_what_is_said_to_a_widget_that_was_taken_away_is_left_to_the_page() -> None:
    script = (
        _SOCKET
        + _source("comm.js")
        + _source("kernel_connection.js")
        + _CONNECTED.replace("[heard, faults]", "[heard, unheard]")
    )
    script = script.replace("data: { n } })", "data: { n, content: { do: name } } })")
    heard, unheard = _run(script, [["first", "gone", "last"], ""])
    assert (heard, unheard) == ([["first", 0], ["last", 2]], [{"do": "gone"}])


def test_each_of_several_waits_for_a_click_that_has_begun_meanwhile() -> None:
    heard, faults = _heard("first", "pressed", "last", more="first")
    assert (heard, faults) == ([["first", 0], ["pressed", 1]], [])


def test_a_connection_that_the_page_began_is_gone_on_with_and_what_came_on_it_waits_for_the_widgets() -> None:
    said = {"header": {"msg_type": "comm_msg"}, "parent_header": {}, "content": {"comm_id": "first", "data": {"n": 1}}}
    script = _SOCKET + _source("comm.js") + _source("kernel_connection.js") + _BEGUN
    early, heard, sent, status, counted, has_no_other = _run(
        script, [{"type": "open"}, {"type": "message", "data": said}]
    )
    assert (early, heard) == ([], [1, 2])
    assert (sent, status, counted, has_no_other) == (1, "connected", 2, True)
    # One that is not open yet is waited for.
    assert _run(script, [])[2:4] == [0, "connecting"]


def test_a_model_that_is_closed_before_its_script_is_there_is_no_fault() -> None:
    """Rows that are marked quickly one after the other draw their actions and close them at once."""
    package = (Path(anywidget.__file__).parent / "nbextension" / "index.js").read_text("utf-8")
    said = _run(f"{_BASE}{{{package}}}{_source('patient_models.js')}{_WITHOUT_SCRIPT}")
    # what waits for a model that stays without one is not left waiting
    assert said == [[], "[anywidget] Failed to initialize model."]
