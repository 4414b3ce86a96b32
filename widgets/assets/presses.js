// Nothing is drawn again under a press: a button that is taken away between press and release is never clicked.

const CLICK_MS = 50; // a finger's click comes a moment after it was lifted

// Returns what is called instead of `draw`: while something inside `el` is pressed, it waits until that is released.
const betweenPresses = (el, draw) => {
  let isPressed = false;
  let isWaiting = false;
  let released = 0;
  const release = () => {
    isPressed = false;
    if (isWaiting) draw();
    isWaiting = false;
  };
  const press = (...ends) => {
    clearTimeout(released);
    isPressed = true;
    const end = () => {
      for (const each of ends) el.ownerDocument.removeEventListener(each, end, true);
      clearTimeout(released);
      released = setTimeout(release, CLICK_MS);
    };
    for (const each of ends) el.ownerDocument.addEventListener(each, end, true);
  };
  // A list of a select opens above the page, and keeps the release to itself.
  const pressesOn = ({ target }) => !target.closest("select");
  el.addEventListener("pointerdown", (event) => !event.button && pressesOn(event) && press("pointerup", "pointercancel"), true);
  el.addEventListener("keydown", (event) => event.key === " " && pressesOn(event) && press("keyup"), true);
  return () => {
    if (isPressed) isWaiting = true;
    else draw();
  };
};
