// Gives the keyboard to what somebody asked for before the page stood; put in front of the module that needs it.

const FRAMES_OF_ARRIVAL = 600; // about ten seconds

// The page is hidden until it stands, and what is hidden cannot be focused: try again until somebody has the keyboard,
// or until the function that is returned gives up.
const takeKeyboard = (focus) => {
  let waiting = 0;
  const attempt = (frames) => {
    focus();
    waiting = requestAnimationFrame(() => {
      if (frames && document.activeElement === document.body) attempt(frames - 1);
    });
  };
  attempt(FRAMES_OF_ARRIVAL);
  return () => cancelAnimationFrame(waiting);
};
