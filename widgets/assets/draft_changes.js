// What a draft holds of a form's values: each that was changed, with what it was changed from. So it is seen later whether
// somebody else changed the same one meanwhile: then it is left out and named, and nothing is written over unseen. Of a
// choice of several, what was ticked and what was unticked is held; the others are as they are today. What a choice does not
// offer any more is left out and named as well: its field would be blank.

// The values that differ from those at first, by their key.
const changesOf = (base, values) => Object.fromEntries(Object.entries(values).flatMap(([key, to]) => {
  const from = base[key];
  if (!Array.isArray(to)) return to === from ? [] : [[key, { from, to }]];
  const added = to.filter((each) => !from.includes(each));
  const removed = from.filter((each) => !to.includes(each));
  return added.length || removed.length ? [[key, { added, removed }]] : [];
}));

// Whether a field can hold a value: of a choice only what it offers today.
const offeredBy = (fields) => {
  const offered = new Map(fields.filter(({ kind }) => kind === "choice" || kind === "checks")
    .map(({ key, options }) => [key, new Set(options.map((option) => option.key ?? option[0]))]));
  return (key, value) => offered.get(key)?.has(value) ?? true;
};

// The values that can stand in the form again, whose fields hold `base` today, and the keys of those that cannot.
const takenUp = (changes, base, isOffered = () => true) => {
  const values = {};
  const left = [];
  for (const [key, { from, to, added, removed }] of Object.entries(changes ?? {})) {
    const today = base[key];
    if (today === undefined || Array.isArray(today) !== Array.isArray(added)) continue;
    if (added) values[key] = [...today.filter((each) => !removed.includes(each)), ...added.filter((each) => !today.includes(each) && isOffered(key, each))];
    else if (today === from && isOffered(key, to)) values[key] = to;
    else if (today !== to) left.push(key);
  }
  return { values: Object.fromEntries(Object.entries(values).filter(([key, value]) => String(value) !== String(base[key]))), left };
};

const leftOutLine = (words, names) => words.left_out.replace("{fields}", names.join("; "));

// Says that a draft stands here, which of its fields do not, and gives it up.
const draftLine = (words, isThere, left, discard) => {
  const drop = button("ci-button ci-button--link", words.discard);
  const line = element("p", "ci-form__kept ci-small", ...(isThere ? [words.kept, " "] : []),
    ...(left.length ? [leftOutLine(words, left), " "] : []), drop);
  drop.addEventListener("click", () => {
    discard();
    line.remove();
  });
  return line;
};
