// Without a publishing service (JupyterLab) the kernel itself is asked: dead, cut off, or a ping without answer.
// Stands behind session_service.js, whose constants it shares.

const PING_EVERY = 30000;
const PONG_WITHIN = 15000;

const sessionByPing = ({ model, kernel, notices }) => {
  let reconnecting = 0;
  let answer = 0;
  const onStatus = (_, status) => DEAD.includes(status) && notices.cut();
  const onConnection = (_, status) => {
    clearTimeout(reconnecting);
    if (status === "disconnected") notices.cut();
    if (status === "connecting") reconnecting = setTimeout(notices.cut, RECONNECT_WITHIN);
  };
  const ping = () => {
    // A page in the background asks nothing, so that its kernel can be ended when nobody comes back to it.
    if (notices.shown() || document.hidden) return;
    clearTimeout(answer);
    answer = setTimeout(() => (kernel?.status === "busy" ? ping() : notices.cut()), PONG_WITHIN);
    model.send({ do: "ping" });
  };
  const onMessage = (message) => message.do === "pong" && clearTimeout(answer);
  const pinging = setInterval(ping, PING_EVERY);
  kernel?.statusChanged.connect(onStatus);
  kernel?.connectionStatusChanged.connect(onConnection);
  document.addEventListener("visibilitychange", ping);
  model.on("msg:custom", onMessage);
  return () => {
    clearInterval(pinging);
    clearTimeout(answer);
    clearTimeout(reconnecting);
    kernel?.statusChanged.disconnect(onStatus);
    kernel?.connectionStatusChanged.disconnect(onConnection);
    document.removeEventListener("visibilitychange", ping);
    model.off("msg:custom", onMessage);
  };
};
