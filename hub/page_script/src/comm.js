// One channel of comm messages, as the widgets' base library expects it (its IClassicComm).

export class Comm {
  constructor(connection, target, id) {
    this.comm_id = id;
    this.target_name = target;
    this._connection = connection;
    this._onMessage = null;
    this._onClose = null;
  }

  open(data, callbacks, metadata, buffers) {
    return this._send("comm_open", { target_name: this.target_name, data }, callbacks, metadata, buffers);
  }

  send(data, callbacks, metadata, buffers) {
    return this._send("comm_msg", { data }, callbacks, metadata, buffers);
  }

  close(data, callbacks, metadata, buffers) {
    this._connection.forget(this);
    return this._send("comm_close", { data }, callbacks, metadata, buffers);
  }

  on_msg(callback) {
    this._onMessage = callback;
  }

  on_close(callback) {
    this._onClose = callback;
  }

  // What the connection hears for this comm.
  heard(message) {
    return this._onMessage?.(message);
  }

  closed(message) {
    return this._onClose?.(message);
  }

  _send(kind, content, callbacks, metadata = {}, buffers = []) {
    const full = { comm_id: this.comm_id, ...content, data: content.data ?? {} };
    return this._connection.send(kind, full, { metadata, buffers, callbacks });
  }
}
