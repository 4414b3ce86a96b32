// Makes models and views of widgets; their first states come inside the page, everything later over the connection.

import { put_buffers as putBuffers } from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager/lib/manager-base";
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";

import * as frameWidgets from "./frame_widgets.js";
import { MissingWidgetModel, missingWidgetView } from "./missing_widget.js";
import { patientModel } from "./patient_models.js";
import { PackageNotOffered, widgetPackage } from "./widget_packages.js";

const bytes = (base64) => new DataView(Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)).buffer);

export class PageWidgetManager extends ManagerBase {
  constructor(kernel) {
    super();
    this.kernel = kernel;
    kernel.registerCommTarget(this.comm_target_name, (comm, message) => this.handle_comm_open(comm, message));
  }

  // Make the models of the states that came with the page: {states, buffer_paths, buffers} of the kernel's own answer
  // (update_states of ipywidgets' control comm), the buffers in base64.
  async restore({ states = {}, buffer_paths: paths = [], buffers = [] }) {
    paths.forEach(([id, ...path], place) => putBuffers(states[id], [path], [bytes(buffers[place])]));
    const models = Object.entries(states).map(([id, { state, ...named }]) =>
      this.new_model({ ...named, model_id: id, comm: this.kernel.createComm(this.comm_target_name, id) }, state),
    );
    await Promise.all(models);
  }

  // Draw a model into an element of the page.
  async display(model, host) {
    const view = await this.create_view(model);
    Widget.attach(view.luminoWidget, host);
    addEventListener("resize", () => {
      if (!view.luminoWidget.isDisposed) MessageLoop.postMessage(view.luminoWidget, Widget.ResizeMessage.UnknownSize);
    });
    return view;
  }

  async loadClass(className, packageName) {
    if (packageName === "@jupyter-widgets/controls" && className in frameWidgets) return frameWidgets[className];
    const found = await widgetPackage(packageName);
    if (!found?.[className]) throw new Error(`${packageName} has no ${className}`);
    return packageName === "anywidget" && className === "AnyModel" ? patientModel(found) : found[className];
  }

  async loadModelClass(className, packageName, version) {
    try {
      return await this.loadClass(className, packageName, version);
    } catch (error) {
      if (error instanceof PackageNotOffered) return MissingWidgetModel;
      return super.loadModelClass(className, packageName, version);
    }
  }

  async loadViewClass(className, packageName, version) {
    try {
      return await this.loadClass(className, packageName, version);
    } catch (error) {
      if (error instanceof PackageNotOffered) return missingWidgetView(packageName);
      return super.loadViewClass(className, packageName, version);
    }
  }

  async _make_model(options, state) {
    // anywidget takes only whole addresses for addresses; ours begin at the host.
    if (state._esm?.startsWith("/")) state._esm = new URL(state._esm, location.href).href;
    return super._make_model(options, state);
  }

  async _create_comm(target, id, data, metadata, buffers) {
    const comm = this.kernel.createComm(target, id);
    if (data || metadata) comm.open(data, undefined, metadata, buffers);
    return comm;
  }

  async _get_comm_info() {
    return {};
  }
}
