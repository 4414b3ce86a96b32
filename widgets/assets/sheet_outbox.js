// When what waits on a driver's sheet is sent: at once, in order, and one after the other for each stop: the next one knows the
// version that the first one left. What gets no answer is sent again, less and less often; each has its own time, so that none
// waits for what is ticked meanwhile.

const AGAIN_MS = 4000;
const AGAIN_MOST_MS = 60000;

// `send` gets an entry of the queue; `now` says the time in ms, and is never set back.
const sheetOutbox = (send, now) => {
  const sent = new Map(); // id -> when it is sent again, and how long after that the next time
  const first = (queue) => queue.filter((each, place) => queue.findIndex((other) => other.stop === each.stop) === place);
  return {
    // What was sent before is sent again with `isAgain` alone.
    sendDue: (queue, isAgain) => {
      for (const each of first(queue)) {
        const before = sent.get(each.id);
        if (before && (!isAgain || now() < before.at)) continue;
        const wait = before?.wait ?? AGAIN_MS;
        sent.set(each.id, { at: now() + wait, wait: Math.min(wait * 2, AGAIN_MOST_MS) });
        send(each);
      }
    },
    // So many ms until the next one is due.
    due: (queue) => Math.max(Math.min(...first(queue).map((each) => sent.get(each.id)?.at ?? now())) - now(), 0),
    answered: (id) => sent.delete(id),
    // All of it is due again.
    forget: () => sent.clear(),
  };
};
