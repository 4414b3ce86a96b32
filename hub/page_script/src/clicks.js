// Whether a click is in the making. What the kernel says waits for it: something that is drawn again between press and
// release is gone when the button comes up, and no browser makes a click of that. A press that moves is a drag (a slider, a
// chart's marks), and one under which something scrolls is the scrollbar's: neither has to wait.

const CLICK_MS = 50; // a finger's click comes a moment after it was lifted
const LONGEST_MS = 10_000; // its end was lost
const STILL_PX = 8;
const DRAGGED = "select, input[type=range]";
const CLICKED_BY_SPACE = "button, summary, input:is([type=checkbox], [type=radio], [type=button], [type=submit])";

// Watch a page; returns a function whose result is awaited before anything is drawn again.
export const watchClicks = (page) => {
  let press = null;
  const endWithin = (milliseconds) => {
    if (!press) return;
    clearTimeout(press.timer);
    press.timer = setTimeout(() => {
      const { end } = press;
      press = null;
      end();
    }, milliseconds);
  };
  const begin = (place) => {
    if (!press) {
      press = {};
      press.over = new Promise((resolve) => { press.end = resolve; });
    }
    press.place = place;
    endWithin(LONGEST_MS);
  };
  const isDrag = ({ buttons, clientX, clientY }) =>
    !buttons || Math.hypot(clientX - press.place.clientX, clientY - press.place.clientY) > STILL_PX;
  const heard = {
    pointerdown: (event) => !event.button && !event.target.closest(DRAGGED) && begin(event),
    pointermove: (event) => press?.place && isDrag(event) && endWithin(0),
    pointerup: () => endWithin(CLICK_MS),
    pointercancel: () => endWithin(0),
    contextmenu: () => endWithin(0),
    keydown: ({ key, repeat, target }) => key === " " && !repeat && target.closest(CLICKED_BY_SPACE) && begin(null),
    keyup: ({ key }) => key === " " && endWithin(CLICK_MS),
    click: ({ isTrusted }) => isTrusted && endWithin(0), // behind all that it does
    scroll: () => endWithin(0),
  };
  for (const [kind, hear] of Object.entries(heard)) page.addEventListener(kind, hear, { capture: true, passive: true });
  return () => press?.over;
};
