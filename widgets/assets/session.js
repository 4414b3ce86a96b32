// Keeps the page's session: by the publishing service where there is one, else by asking the kernel.

export default {
  render({ model, el }) {
    el.classList.add("ci-bridge");
    const config = pageConfig();
    const kernel = model.widget_manager?.kernel ?? null;
    const notices = sessionNotices({
      texts: () => model.get("texts"),
      signOut: () => config.hubLinks?.logout,
      root: () => document.querySelector(".ci-root") ?? el,
    });
    const stop = config.sessionUrl
      ? sessionByService({ address: config.sessionUrl, kernel, notices })
      : sessionByPing({ model, kernel, notices });
    return () => {
      stop();
      notices.dispose();
    };
  },
};
