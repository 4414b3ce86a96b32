// Names on the timeline stand on two lines, each as far as the next name on it. A stop that finds room on neither is told by
// its number; the pointer and the keyboard show its name over the others.

const LABEL_GAP = 6; // px

const arrangeLabels = (tracks) => {
  const measured = tracks.map(({ stops }) => stops.map(({ node }) => {
    const text = node.querySelector(".ci-tours__text");
    return { node, left: node.offsetLeft, width: text.offsetWidth };
  }));
  for (const stops of measured) {
    const free = [-Infinity, -Infinity];
    for (const { node, left, width } of stops) {
      const line = free.findIndex((end) => left >= end);
      node.classList.toggle("is-low", line === 1);
      node.classList.toggle("is-quiet", line < 0);
      if (line >= 0) free[line] = left + width + LABEL_GAP;
    }
  }
};
