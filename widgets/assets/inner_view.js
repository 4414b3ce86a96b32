// A view of another widget sits in an element of ours, not in a Lumino layout: it is told when it comes and goes.

const innerMessage = (type, more = {}) => ({ type, isConflatable: false, conflate: () => false, ...more });
const luminoOf = (view) => view.luminoWidget ?? view.pWidget;

const attach = (view, parent) => {
  parent.replaceChildren(view.el);
  const widget = luminoOf(view);
  widget?.processMessage(innerMessage("after-attach"));
  // Figures measure their place only when it changes. Lumino's "unknown size": whoever needs it looks; asking here would
  // lay out the whole page in the middle of its change.
  widget?.processMessage(innerMessage("resize", { width: -1, height: -1 }));
};

const detach = (view) => luminoOf(view)?.processMessage(innerMessage("after-detach"));

const release = (view) => {
  // Python might have closed it already.
  if (!view || luminoOf(view)?.isDisposed) return;
  if (!view.el.isConnected) detach(view);
  view.remove();
};
