// How many rows each list has, asked of the service once the page stands; where no service is, nothing is said.

const sayCount = (place, { count, urgent, branches }) => {
  const { ciUrgent, ciCounted } = place.dataset;
  const fill = (text, number) => text.replace("{count}", number.toLocaleString(document.documentElement.lang || "de"));
  const chip = element("span", count && urgent ? "ci-chip ci-chip--warn" : count ? "ci-chip ci-chip--accent" : "ci-chip", fill(ciCounted, count));
  const more = [urgent && urgent < count ? fill(ciUrgent, urgent) : "", branches.map(([name, rows]) => `${name}\u00a0${rows}`).join(", ")];
  place.replaceChildren(chip);
  const text = more.filter(Boolean).join(" · ");
  const line = place.closest("a")?.querySelector("[data-ci-count-more]");
  if (line && text) line.textContent = text;
};

// A page that is drawn again right away, with who was shown lately, does not ask again.
const COUNTS_HOLD_MS = 2000;
let lastCounts = { at: -Infinity, answer: null };

const askCounts = () => {
  const now = performance.now();
  if (now - lastCounts.at > COUNTS_HOLD_MS) lastCounts = { at: now, answer: askService("api/day") };
  return lastCounts.answer;
};

const dayCounts = async (root) => {
  const places = [...root.querySelectorAll("[data-ci-count]:empty")];
  const { lists = {} } = (places.length && await askCounts()) || {};
  for (const place of places) if (lists[place.dataset.ciCount]) sayCount(place, lists[place.dataset.ciCount]);
};
