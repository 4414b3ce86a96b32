// What waits on a driver's sheet, kept in this browser until it is written: each entry under a key of its own, so that two tabs
// of one driver never write over each other's. What could not be written (`answer` says why), or is older than seven days, is
// not sent by itself: it stands there until the driver says what becomes of it. Needs dom.js and drafts.js.

const SENT_DAYS = 7;

const sheetWaiting = (account) => {
  const begin = `clientinfo.tick|${encodeURIComponent(account)}|`;
  const former = `clientinfo.tours|${account}`; // all of them under one key, as earlier versions kept them
  const inOrder = (some) => some.sort((one, other) => one.at - other.at || one.place - other.place);
  const isStored = (each) => Boolean(drafts.read(begin + each.id));
  const keep = (each) => {
    try {
      localStorage.setItem(begin + each.id, JSON.stringify(each));
      each.isLoose = false;
    } catch { // storage is off: it waits in this page alone
      each.isLoose = true;
    }
  };
  const takeOver = () => {
    try {
      for (const each of JSON.parse(localStorage.getItem(former)) ?? []) keep(each);
      localStorage.removeItem(former);
    } catch { /* storage is off, or holds what is no list */ }
  };
  const isHeld = (each) => Boolean(each.answer) || drafts.now() - each.at > SENT_DAYS * 86_400_000;
  return {
    isOf: (key) => key === null || key.startsWith(begin),
    // What is kept, with what waits in this page alone; what another tab has handed over is gone.
    read: (known = []) => {
      takeOver();
      return inOrder([...drafts.beginning(begin).map(drafts.read).filter(Boolean), ...known.filter((each) => each.isLoose)]);
    },
    keep,
    isStored,
    drop: (each) => drafts.drop(begin + each.id),
    due: (some) => some.filter((each) => !isHeld(each)),
    held: (some) => some.filter(isHeld),
  };
};

// What is sent of an entry once the driver has said what becomes of it; null: nothing. Theirs: what differs goes, the rest stays.
const sheetSettled = (each, choice, id, now) => {
  const { answer, values, ...rest } = each;
  const goes = choice === "theirs" ? new Set(Object.keys(answer.theirs)) : new Set();
  // A time belongs to what was done then, and that a car was handed over to the car.
  if (goes.has("outcome")) goes.add("done_at");
  if (goes.has("courtesy_car")) goes.add("has_courtesy_car");
  const left = Object.fromEntries(Object.entries(values).filter(([name]) => !goes.has(name)));
  if (choice === "drop" || !Object.keys(left).length) return null;
  return { ...rest, id, at: now, version: Math.max(each.version, answer?.version ?? 0), values: left };
};
