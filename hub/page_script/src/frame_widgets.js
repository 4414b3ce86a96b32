// The widgets that every page begins with. All others of the package come with controls.js, when one is opened.

export * from "@jupyter-widgets/controls/lib/widget_box";
export * from "@jupyter-widgets/controls/lib/widget_description";
export * from "@jupyter-widgets/controls/lib/widget_string";
