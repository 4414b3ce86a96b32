// What stands in the place of a widget whose package the page does not serve: a notice with the package's name.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

export class MissingWidgetModel extends DOMWidgetModel {}

export const missingWidgetView = (name) =>
  class extends DOMWidgetView {
    render() {
      // The page's template has the words.
      const notice = document.getElementById("ci-missing-widget")?.content.cloneNode(true) ?? new DocumentFragment();
      for (const place of notice.querySelectorAll("[data-package]")) place.textContent = name;
      this.el.replaceChildren(notice);
    }
  };
