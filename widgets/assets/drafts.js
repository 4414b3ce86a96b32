// What was typed and is not saved yet, kept in this browser by account for seven days: whoever logs in next at the same
// browser never sees it. The days are the server's, where it has said what time it is: a browser's clock can be wrong, or
// put right while something is kept. Needs dom.js.

const drafts = (() => {
  const KEPT = /^clientinfo\.(draft|bulk|vat)\|/;
  const DAY_MS = 86400000;
  const KEPT_DAYS = 7;
  const now = () => globalThis.ci_clock?.() ?? Date.now();

  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const write = (key, value) => {
    try { localStorage.setItem(key, JSON.stringify({ ...value, at: now() })); } catch { /* storage is off: the page still holds it */ }
  };
  const drop = (key) => {
    try { localStorage.removeItem(key); } catch { /* storage is off */ }
  };
  // Of whoever is logged in: an account that is gone gives its login name free, and what was kept before is not the next one's.
  // Nor is what is of another day to come, by the server's clock: a wrong one kept it, nobody knows when.
  const isAhead = (at) => at > now() + DAY_MS;
  const isOwn = (at) => {
    const since = pageConfig().accountSince;
    return !since || !(at < since || (globalThis.ci_clock && isAhead(at)));
  };
  const own = (key) => {
    const kept = read(key);
    if (isOwn(kept?.at)) return kept;
    drop(key);
    return null;
  };
  const keys = (isWanted) => {
    try { return Object.keys(localStorage).filter(isWanted); } catch { return []; }
  };
  return {
    key: (account, customer, form) => ["clientinfo.draft", account, customer, form].map(encodeURIComponent).join("|"),
    now,
    isOwn,
    read: own,
    write,
    drop,
    beginning: (begin) => keys((key) => key.startsWith(begin)),
    // A form with those of its further steps.
    dropWhole: (whole) => keys((key) => key === whole || key.startsWith(`${whole}%7C`)).forEach(drop),
    // The server says what time it is. What is of another day to come was kept by a wrong clock: where accounts have a
    // beginning it goes, as it might be of one before; else its days begin.
    setClock: (told) => {
      const since = performance.now();
      globalThis.ci_clock = () => told + performance.now() - since;
      for (const key of keys((each) => KEPT.test(each))) {
        const kept = read(key);
        if (typeof kept?.at !== "number" || now() - kept.at > KEPT_DAYS * DAY_MS) drop(key);
        else if (isAhead(kept.at)) (pageConfig().accountSince ? drop : write)(key, kept);
      }
    },
  };
})();
