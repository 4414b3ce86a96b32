// The page's connection to its kernel: comm messages out, comm messages and displays in. What is sent while it is down
// waits, and what was on its way when it broke is sent again: see hub/service/deliveries.py. It has the part of
// JupyterLab's kernel connection that widgets use: status, connectionStatus, their signals, reconnect and message hooks.

import { UUID } from "@lumino/coreutils";
import { Signal } from "@lumino/signaling";

import { Comm } from "./comm.js";
import { readFrame, SUBPROTOCOL, writeFrame } from "./wire.js";

const ATTEMPTS = 7;
// A connection that stood for so long, or brought a message, was one: the next one may be tried at once.
const STEADY_MILLISECONDS = 10_000;
// So long a connection may take to be made before another is tried: each that is dropped costs the service a start.
const PATIENCE_MILLISECONDS = 6_000;
// The service hangs up on a longer one (LARGEST_MESSAGE in hub/service/kernel_socket.py): sent again, it would do so forever.
const LARGEST_FRAME = 1 << 20;
const TOO_LARGE = 1009;
const NOT_UNDERSTOOD = 1003;
const OUTPUTS = new Set(["display_data", "execute_result", "clear_output", "stream", "error"]);

export class KernelConnection {
  // ``address``: of the kernel, for instance /services/clientinfo/api/kernels/<id>. ``click``: what its messages wait for.
  // ``begun``: {socket, session, events} of a connection that the page began before this script was there, to be gone on
  // with; events are what came on it so far.
  constructor(address, click = () => null, begun = null) {
    this.status = "unknown";
    this.connectionStatus = "connecting";
    this.statusChanged = new Signal(this);
    this.connectionStatusChanged = new Signal(this);
    this._address = address;
    this._click = click;
    this._begun = begun;
    this._session = begun?.session ?? UUID.uuid4();
    this._socket = null;
    this._attempts = 0;
    this._retry = 0;
    this._triedAt = 0;
    this._isOver = false;
    this._unanswered = new Map(); // message id -> its frame, until the kernel is idle again: sent again on a new connection
    this._sent = 0; // messages of this page; their ids end with it, so that the service knows which ones came
    this._heard = 0; // messages of the kernel on all connections; the service sends again what is beyond
    this._comms = new Map();
    this._targets = new Map();
    this._callbacks = new Map(); // message id -> callbacks of the sender, until the kernel is idle again
    this._hooks = new Map(); // message id -> who takes its outputs
    this._handled = Promise.resolve();
  }

  // Connect for the first time; what the kernel says waits for ``widgets``, a promise: it speaks of them.
  begin(widgets) {
    this._handled = widgets.catch(() => {}); // whoever made them says so
    this.connect();
  }

  connect() {
    clearTimeout(this._retry);
    this._dropSocket();
    if (this._isOver) return;
    const { socket, events } = this._begun ?? { socket: this._newSocket(), events: [] };
    this._begun = null;
    this._triedAt = performance.now();
    let openedAt = null;
    socket.onopen = () => {
      openedAt = performance.now();
      for (const frame of this._unanswered.values()) socket.send(frame);
      this._setConnection("connected");
    };
    socket.onmessage = ({ data }) => {
      this._heard += 1;
      this._attempts = 0;
      // One after the other: a message may speak of a widget that the one before it makes.
      this._handled = this._handled.then(this._click).then(() => this._handle(readFrame(data))).catch((error) => console.error(error));
    };
    socket.onclose = ({ code }) => {
      this._forgetRefused(code);
      this._setConnection("connecting");
      if (openedAt !== null && performance.now() - openedAt >= STEADY_MILLISECONDS) this._attempts = 0;
      if (openedAt !== null) this._tryAgain();
      else this._lookWhetherItLives();
    };
    this._socket = socket;
    for (const event of events) socket[`on${event.type}`](event);
  }

  _newSocket() {
    const address = new URL(`${this._address}/channels?session_id=${this._session}&heard=${this._heard}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address, [SUBPROTOCOL]);
    socket.binaryType = "arraybuffer";
    return socket;
  }

  // Try now instead of waiting for the next attempt; fails when the connection is given up.
  reconnect() {
    if (this._isOver) return Promise.reject(new Error("the kernel is gone"));
    this._attempts = 0;
    return new Promise((resolve, reject) => {
      const follow = (_, status) => {
        if (status === "connecting") return;
        this.connectionStatusChanged.disconnect(follow);
        if (status === "connected") resolve();
        else reject(new Error("the connection is lost"));
      };
      this.connectionStatusChanged.connect(follow);
      this._setConnection("connecting");
      if (!this.isBeingMade()) this.connect();
    });
  }

  // Whether the connection is on its way: whoever waits for it need do nothing.
  isBeingMade() {
    return this._socket?.readyState === WebSocket.CONNECTING && performance.now() - this._triedAt < PATIENCE_MILLISECONDS;
  }

  // The page is left: that is not a lost connection.
  leave() {
    this._isOver = true;
    clearTimeout(this._retry);
    this._dropSocket();
  }

  createComm(target, id = UUID.uuid4()) {
    const comm = new Comm(this, target, id);
    this._comms.set(id, comm);
    return comm;
  }

  hasComm(id) {
    return this._comms.has(id);
  }

  forget(comm) {
    this._comms.delete(comm.comm_id);
  }

  // ``callback(comm, message)`` is called when the kernel opens a comm of this target.
  registerCommTarget(target, callback) {
    this._targets.set(target, callback);
  }

  // ``hook(message)`` takes the outputs that answer a message; it returns false to keep them to itself.
  registerMessageHook(id, hook) {
    this._hooks.set(id, hook);
  }

  removeMessageHook(id, hook) {
    if (this._hooks.get(id) === hook) this._hooks.delete(id);
  }

  // Returns the message's id. One that is too large is not sent: its sender hears that it failed.
  send(kind, content, { metadata = {}, buffers = [], callbacks } = {}) {
    this._sent += 1;
    const id = `${this._session}_${this._sent}`;
    const header = {
      msg_id: id,
      msg_type: kind,
      session: this._session,
      username: "",
      version: "5.2",
    };
    if (callbacks) this._callbacks.set(id, callbacks);
    const frame = writeFrame({ channel: "shell", header, parent_header: {}, metadata, content, buffers });
    if (this._isOver) return id;
    if (frame.byteLength > LARGEST_FRAME) {
      queueMicrotask(() => this._fail(id));
      return id;
    }
    this._unanswered.set(id, frame);
    if (this.connectionStatus === "connected") this._socket.send(frame);
    return id;
  }

  // The service hung up because of a frame: without it the others come through.
  _forgetRefused(code) {
    if (code !== TOO_LARGE && code !== NOT_UNDERSTOOD) return;
    const frames = [...this._unanswered];
    // It says why, not which one: the longest one is what is too long, and what it reads first is the oldest.
    if (code === TOO_LARGE) frames.sort(([, one], [, other]) => other.byteLength - one.byteLength);
    if (frames.length) this._fail(frames[0][0]);
  }

  // A message never reaches the kernel: its sender must not wait for an answer.
  _fail(id) {
    console.error("A message to the kernel was refused.");
    const callbacks = this._callbacks.get(id);
    this._callbacks.delete(id);
    this._unanswered.delete(id);
    const parent = { msg_id: id };
    const content = { status: "error", ename: "MessageRefused", evalue: "", traceback: [] };
    callbacks?.shell?.reply?.({ header: { msg_type: "error" }, parent_header: parent, content });
    callbacks?.iopub?.status?.({ header: { msg_type: "status" }, parent_header: parent, content: { execution_state: "idle" } });
  }

  async _handle(message) {
    const kind = message.header.msg_type;
    const id = message.content.comm_id;
    if (kind === "status") this._setStatus(message);
    else if (kind === "comm_open") await this._opened(message);
    else if (kind === "comm_msg") await this._said(message);
    else if (kind === "comm_close") {
      const comm = this._comms.get(id);
      this._comms.delete(id);
      await comm?.closed(message);
    } else if (OUTPUTS.has(kind)) this._shown(message);
  }

  // Several messages can come in one, in their order (hub/forked_kernels/page_comm.py). Each waits for clicks, and one that
  // fails keeps no other from being heard, as if it had come alone.
  async _said(message) {
    const { data } = message.content;
    if (data.method !== "several") await this._tell(message);
    else for (const content of data.messages) {
      await this._click();
      await this._tell({ ...message, content }).catch((error) => console.error(error));
    }
  }

  async _tell(message) {
    const { comm_id: id, data } = message.content;
    const comm = this._comms.get(id);
    if (comm) await comm.heard(message);
    else document.dispatchEvent(new CustomEvent("ci-unheard", { detail: data.content })); // its widget was taken away
  }

  async _opened(message) {
    const { comm_id: id, target_name: target } = message.content;
    const callback = this._targets.get(target);
    // Known ones came inside the page.
    if (callback && !this._comms.has(id)) await callback(this.createComm(target, id), message);
  }

  _shown(message) {
    const parent = message.parent_header.msg_id;
    if (this._hooks.get(parent)?.(message) === false) return;
    const callbacks = this._callbacks.get(parent)?.iopub;
    if (message.header.msg_type === "clear_output") callbacks?.clear_output?.(message);
    else callbacks?.output?.(message);
  }

  _setStatus(message) {
    const status = message.content.execution_state;
    const parent = message.parent_header.msg_id;
    this._callbacks.get(parent)?.iopub?.status?.(message);
    if (status === "idle") {
      this._callbacks.delete(parent);
      this._unanswered.delete(parent);
    }
    this._changeStatus(status);
  }

  _changeStatus(status) {
    if (this.status === status || this._isOver) return;
    this.status = status;
    this.statusChanged.emit(status);
    if (status !== "dead") return;
    this._isOver = true;
    this._dropSocket();
    this._setConnection("disconnected");
  }

  _setConnection(status) {
    if (this.connectionStatus === status || (this._isOver && status !== "disconnected")) return;
    this.connectionStatus = status;
    this.connectionStatusChanged.emit(status);
  }

  _dropSocket() {
    if (!this._socket) return;
    this._socket.onopen = this._socket.onmessage = this._socket.onclose = null;
    this._socket.close();
    this._socket = null;
  }

  // At growing, random intervals, so that not all pages come back at the same moment.
  _tryAgain() {
    if (this._isOver) return;
    if (this._attempts >= ATTEMPTS) {
      this._setConnection("disconnected");
      return;
    }
    const longest = 1000 * (2 ** this._attempts - 1);
    this._attempts += 1;
    this._retry = setTimeout(() => this.connect(), Math.random() * longest);
  }

  // A refused connection may mean that the kernel is no more.
  async _lookWhetherItLives() {
    let answer = null;
    try {
      answer = await fetch(this._address, { cache: "no-store", credentials: "same-origin", redirect: "manual" });
    } catch { /* nobody there: try again */ }
    if (answer?.status === 404) this._changeStatus("dead");
    else this._tryAgain();
  }
}
