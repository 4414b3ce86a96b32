// The publishing service decides how long a session lives. Asked every half minute while somebody can see the page;
// notified when somebody does something. Whatever it replies, or does not reply, becomes one notice or none.

const CHECK_EVERY = 30000;
const TELL_EVERY = 60000;
const ANSWER_WITHIN = 10000;
// A connection that breaks is tried again by itself. Whoever must wait reads so after the first time if the service
// does not answer either, else after the second.
const LOOK_AGAIN_AFTER = 1500;
const RECONNECT_WITHIN = 6000;
const TRY_AGAIN_AFTER = [1000, 2000, 4000, 8000, 15000];
const DOING_SOMETHING = ["pointerdown", "keydown", "wheel", "touchstart"];
const DEAD = ["dead", "terminating", "restarting", "autorestarting"];

// Asks the service: {seconds_left, warn_seconds}, or "ended", "signed_out", "lost".
const askSession = async (address, method) => {
  try {
    const answer = await fetch(address, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      headers: { "X-XSRFToken": xsrfToken() },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    if (answer.status === 200) return await answer.json();
    if (answer.status === 404) return "ended";
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "signed_out";
  } catch { /* no answer, or one that is not the service's */ }
  return "lost";
};

const sessionByService = ({ address, kernel, notices }) => {
  let turn = 0; // only the answer to the newest question counts
  let next = 0;
  let failures = 0;
  let endsAt = 0;
  let finished = false;
  let dead = false; // JupyterLab's connection has given up: only a new page gets a kernel
  let joining = false;
  let connecting = 0;
  let toldAt = -Infinity;
  let tellLater = 0;

  const connected = () => !kernel || kernel.connectionStatus === "connected";
  const later = (milliseconds) => {
    clearTimeout(next);
    next = setTimeout(() => document.hidden || ask(), milliseconds);
  };
  const lost = () => {
    if (finished) return;
    clearTimeout(connecting);
    notices.lost();
    later(TRY_AGAIN_AFTER[Math.min(failures, TRY_AGAIN_AFTER.length - 1)]);
    failures += 1;
  };
  const finish = (notice) => {
    if (finished) return;
    finished = true;
    clearTimeout(tellLater);
    clearTimeout(next);
    notice();
  };
  // The service is there; the connection to the kernel need not wait for its own next attempt.
  const join = async () => {
    if (joining) return;
    joining = true;
    try {
      await kernel.reconnect();
    } catch { /* the next answer of the service tries again */ }
    joining = false;
    ask();
  };
  // The page's first connection takes its time on a busy machine, and is not a broken one.
  const waitForIt = () => {
    clearTimeout(connecting);
    connecting = setTimeout(() => connected() || join(), RECONNECT_WITHIN);
  };
  const alive = ({ seconds_left: left, warn_seconds: warn }) => {
    if (dead) {
      finish(notices.ended);
      return;
    }
    failures = 0;
    endsAt = Date.now() + left * 1000;
    const warned = left <= warn;
    later(Math.min(CHECK_EVERY, 1000 * Math.max(1, warned ? left : left - warn)));
    if (!connected()) kernel.isBeingMade?.() ? waitForIt() : join();
    else if (warned) notices.ending(() => endsAt, workOn, () => ask());
    else notices.none();
  };
  const ask = async (method = "GET") => {
    if (finished) return;
    clearTimeout(next);
    turn += 1;
    const mine = turn;
    const answer = await askSession(address, method);
    if (finished || mine !== turn) return;
    if (answer === "ended") finish(notices.ended);
    // A telling may be refused for its token alone; a question cannot.
    else if (answer === "signed_out") method === "POST" ? ask() : finish(notices.signedOut);
    else if (Number.isFinite(answer?.seconds_left)) alive(answer);
    else lost();
  };
  const tell = () => {
    clearTimeout(tellLater);
    tellLater = 0;
    toldAt = Date.now();
    ask("POST");
  };
  const workOn = () => {
    notices.none();
    tell();
  };
  // At most once a minute; what falls into the minute is reported at its end.
  const onDoing = () => {
    if (finished || document.hidden || notices.shown() || tellLater) return;
    const wait = toldAt + TELL_EVERY - Date.now();
    if (wait <= 0) tell();
    else tellLater = setTimeout(tell, wait);
  };
  const onVisible = () => document.hidden || ask();
  const onLine = () => ask();
  const onStatus = (_, status) => {
    if (dead || !DEAD.includes(status)) return;
    dead = true;
    ask(); // for the reason: ended, signed out, or a server that is away
  };
  // A connection that breaks may be the session's end, which is said at once; a short break is not worth a word.
  const glance = async () => {
    const answer = await askSession(address, "GET");
    if (answer === "ended") finish(notices.ended);
    else if (answer === "signed_out") finish(notices.signedOut);
    return answer;
  };
  const lookAgain = async () => {
    connecting = setTimeout(lost, RECONNECT_WITHIN - LOOK_AGAIN_AFTER);
    const mine = connecting;
    const answer = await glance();
    if (mine !== connecting || connected()) return;
    if (answer === "lost") lost();
    else if (Number.isFinite(answer?.seconds_left)) join();
  };
  const onConnection = (_, status) => {
    clearTimeout(connecting);
    if (status === "connecting") {
      connecting = setTimeout(lookAgain, LOOK_AGAIN_AFTER);
      glance();
    } else if (status === "disconnected" || notices.shown() === "lost") ask();
  };
  // Leaving breaks off questions; that is not a lost connection.
  const onLeave = () => finish(() => {});

  for (const event of DOING_SOMETHING) addEventListener(event, onDoing, { capture: true, passive: true });
  document.addEventListener("visibilitychange", onVisible);
  for (const event of ["online", "offline"]) addEventListener(event, onLine);
  addEventListener("pagehide", onLeave);
  kernel?.statusChanged.connect(onStatus);
  kernel?.connectionStatusChanged.connect(onConnection);
  onVisible();
  return () => {
    onLeave();
    clearTimeout(connecting);
    for (const event of DOING_SOMETHING) removeEventListener(event, onDoing, { capture: true });
    document.removeEventListener("visibilitychange", onVisible);
    for (const event of ["online", "offline"]) removeEventListener(event, onLine);
    removeEventListener("pagehide", onLeave);
    kernel?.statusChanged.disconnect(onStatus);
    kernel?.connectionStatusChanged.disconnect(onConnection);
  };
};
