// Gives the keyboard back when the page draws anew what had it: whoever saved a form goes on where they opened it. What
// has the keyboard is remembered with how it can be found again; put in front of the module that needs it.

const REACHABLE = 'a[href], button:not(:disabled), input:not(:disabled, [type="hidden"]), select:not(:disabled), textarea:not(:disabled), [tabindex]';
const AT_REST_MS = 400; // the page does not draw any more: what is not there now does not come

const isSeen = (element) => element?.isConnected && element.checkVisibility();
const reachable = (place) => [...(place?.querySelectorAll(REACHABLE) ?? [])].find(isSeen);
const saidOf = (element) => element.getAttribute("aria-label") || element.textContent.trim();

// Where an element is: a cell by its table and place, what opens a form by the form, anything by what it says.
const placeOf = (element) => {
  const row = element.closest("tr[data-place], tr[data-folds]");
  const opens = element.closest("[data-ci-write]")?.dataset;
  const above = [];
  for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) above.push(each);
  return {
    element,
    above,
    form: element.closest("form"),
    forms: new WeakSet(document.querySelectorAll("form")), // that stood there before it had the keyboard
    opens: opens && { form: opens.ciWrite, item: opens.ciItem ?? "" },
    cell: row && {
      table: row.closest('[role="grid"]')?.getAttribute("aria-label"),
      place: Number(row.dataset.place ?? row.dataset.folds),
      column: element.closest("[aria-colindex]")?.getAttribute("aria-colindex"),
    },
    said: `${element.tagName} ${saidOf(element)}`,
  };
};

const openerAgain = ({ form, item }) =>
  [...document.querySelectorAll("[data-ci-write]")].find((each) => each.dataset.ciWrite === form && (each.dataset.ciItem ?? "") === item && isSeen(each));

// The row that stands there now: the same one, or the next where that one is done.
const cellAgain = ({ table, place, column }) => {
  const grid = [...document.querySelectorAll('[role="grid"]')].find((each) => each.getAttribute("aria-label") === table && isSeen(each));
  const rows = [...(grid?.querySelectorAll(":scope > tbody > tr[data-place]") ?? [])];
  const row = rows.findLast((each) => Number(each.dataset.place) <= place) ?? rows[0];
  const cell = row?.querySelector(`:scope > [aria-colindex="${column}"]`) ?? row?.querySelector("[aria-colindex]");
  return cell && (reachable(cell) ?? cell);
};

const again = (place) => {
  if (isSeen(place.element)) return place.element;
  if (place.opens) return openerAgain(place.opens);
  if (place.cell) return cellAgain(place.cell);
  const around = place.above.find(isSeen);
  return [...(around?.querySelectorAll(REACHABLE) ?? [])].find((each) => isSeen(each) && `${each.tagName} ${saidOf(each)}` === place.said);
};

// Watches one page; ``changed`` is to be called when something in it was drawn anew.
const focusKeeper = (root) => {
  let last = null; // what has the keyboard
  let opener = null; // what had it before the form did
  let resting = 0;
  const isLost = () => last && !last.element.isConnected && (document.activeElement ?? document.body) === document.body;
  const give = (element) => element?.focus({ preventScroll: true });
  const onFocus = ({ target }) => {
    if (!root().contains(target)) return;
    const place = placeOf(target);
    if (place.form && last && last.form !== place.form) opener = last.forms.has(place.form) ? null : last;
    else if (!place.form) opener = null;
    last = place;
  };
  const attempt = () => {
    if (isLost()) give(again((last.form && opener) || last));
  };
  const settle = () => {
    if (!isLost()) return;
    const around = last.above.find((each) => isSeen(each) && reachable(each));
    give(around && around !== root() && !around.contains(root().querySelector(".ci-main")) ? reachable(around) : root().querySelector("h1[tabindex], main"));
  };
  document.addEventListener("focusin", onFocus);
  return {
    changed() {
      if (!isLost()) return;
      requestAnimationFrame(attempt);
      clearTimeout(resting);
      resting = setTimeout(settle, AT_REST_MS);
    },
    stop() {
      clearTimeout(resting);
      document.removeEventListener("focusin", onFocus);
    },
  };
};
