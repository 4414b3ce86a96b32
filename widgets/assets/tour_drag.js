// Moving a stop on a timeline, by mouse, pen, finger and keys: a finger holds it for a moment first, so that a swipe scrolls.

const HOLD_MS = 250;
const NEAR_PX = 5;
const STEP_MIN = 5;
const KEYS_MS = 500;

// Nothing is drawn again under somebody's hand: what came meanwhile is drawn when the stop is released.
const RELEASED = "ci-released";
const IN_HAND = ["is-pressed", "is-held"]; // a finger lies on it, and then holds it
const release = (node) => {
  if (!IN_HAND.some((each) => node.classList.contains(each))) return;
  node.classList.remove(...IN_HAND);
  node.dispatchEvent(new CustomEvent(RELEASED, { bubbles: true }));
};

// Make a stop movable: `at(event)` says over which row and minute a pointer is, `show` draws it there meanwhile, `drop`
// is called with the new place, `press` without a move.
const movable = (node, { at, show, drop, press, cancel }) => {
  let held = null;
  const end = () => {
    clearTimeout(held?.timer);
    held = null;
    release(node);
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    node.classList.add("is-pressed");
    held = { x: event.clientX, y: event.clientY, isMoving: false, isReady: event.pointerType === "mouse", id: event.pointerId };
    if (!held.isReady)
      held.timer = setTimeout(() => {
        if (!held) return;
        held.isReady = true;
        node.classList.add("is-held");
      }, HOLD_MS);
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (!held) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > NEAR_PX;
    if (!held.isReady) {
      if (far) end();
      return;
    }
    if (!far && !held.isMoving) return;
    held.isMoving = true;
    node.classList.add("is-held");
    show(at(event));
  });
  node.addEventListener("pointerup", (event) => {
    if (!held) return;
    const { isMoving } = held;
    end();
    if (isMoving) drop(at(event));
    else press();
  });
  node.addEventListener("pointercancel", () => {
    end();
    cancel();
  });
  // While a finger holds a stop, the page must not scroll; before that, it may.
  node.addEventListener("touchmove", (event) => held?.isReady && event.preventDefault(), { passive: false });
  node.addEventListener("contextmenu", (event) => held && event.preventDefault());
};

// Keys: left and right by five minutes, up and down to another driver; what is pressed quickly is one move.
const movableByKeys = (node, { from, rows, show, drop, press }) => {
  let place = null;
  let timer = 0;
  const send = () => {
    clearTimeout(timer);
    const wanted = place;
    place = null;
    if (wanted) {
      release(node);
      drop(wanted);
    }
  };
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (place) send();
      else press();
      return;
    }
    if (event.key === "Escape" && place) {
      clearTimeout(timer);
      place = null;
      release(node);
      show(from());
      return;
    }
    const by = { ArrowLeft: [0, -STEP_MIN], ArrowRight: [0, STEP_MIN], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const now = place ?? from();
    place = { row: Math.min(Math.max(now.row + by[0], 0), rows() - 1), minute: now.minute + by[1] };
    node.classList.add("is-held");
    show(place);
    clearTimeout(timer);
    timer = setTimeout(send, KEYS_MS);
  });
  node.addEventListener("blur", send);
};
