// ipywidgets' Output: shows what code displays inside of it. Prints and tracebacks never leave the server.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

import { drawOutput } from "./outputs.js";

export const OUTPUT_WIDGET_VERSION = "1.0.0";

export class OutputModel extends DOMWidgetModel {
  defaults() {
    return {
      ...super.defaults(),
      _model_name: "OutputModel",
      _view_name: "OutputView",
      _model_module: "@jupyter-widgets/output",
      _view_module: "@jupyter-widgets/output",
      _model_module_version: OUTPUT_WIDGET_VERSION,
      _view_module_version: OUTPUT_WIDGET_VERSION,
      msg_id: "",
      outputs: [],
    };
  }

  initialize(attributes, options) {
    super.initialize(attributes, options);
    this._hook = (message) => this._take(message);
    this._clearsFirst = false;
    this.listenTo(this, "change:msg_id", this._listen);
    this._listen();
  }

  close(isClosed) {
    this._stopListening();
    return super.close(isClosed);
  }

  _stopListening() {
    if (this._heard) this.widget_manager.kernel.removeMessageHook(this._heard, this._hook);
    this._heard = "";
  }

  _listen() {
    this._stopListening();
    this._heard = this.get("msg_id");
    if (this._heard) this.widget_manager.kernel.registerMessageHook(this._heard, this._hook);
  }

  _take({ header, content }) {
    const kept = this._clearsFirst ? [] : this.get("outputs");
    if (header.msg_type === "clear_output") {
      this._clearsFirst = Boolean(content.wait);
      if (!content.wait) this._keep([]);
    } else {
      this._clearsFirst = false;
      const { data, metadata } = content;
      this._keep([...kept, { output_type: "display_data", data, metadata }]);
    }
    return false;
  }

  _keep(outputs) {
    this.set("outputs", outputs);
    this.save_changes();
  }
}

export class OutputView extends DOMWidgetView {
  render() {
    this.el.classList.add("jupyter-widgets-output-area");
    this.listenTo(this.model, "change:outputs", this._draw);
    return this._draw();
  }

  async _draw() {
    const drawn = await Promise.all(
      this.model.get("outputs").map(async (output) => {
        const place = Object.assign(document.createElement("div"), { className: "ci-output" });
        await drawOutput(output, place, this.model.widget_manager);
        return place;
      }),
    );
    this.el.replaceChildren(...drawn);
  }
}
