// How the columns fit into the place that they have: mixed into the grid.

const gridFit = {
  // Where the columns would not all be in sight they stand closer; where that is not enough some give way, and at last long
  // texts are cut. A tablet scrolls.
  fit() {
    const isNarrow = this.el.clientWidth < MEDIUM;
    const { classList } = this.el;
    classList.remove("is-tight", "is-cut");
    classList.toggle("is-medium", isNarrow);
    for (const step of isNarrow ? ["is-tight"] : ["is-tight", "is-medium", "is-cut"]) {
      if (this.cards || this.overhang() <= 1) break;
      classList.add(step);
    }
    this.fade();
  },

  // How many pixels of the columns lie beyond the right edge.
  overhang() {
    return this.frame.scrollWidth - this.frame.clientWidth;
  },

  // Whether columns lie beyond the right edge, so that the stylesheet shows that there is more.
  fade() {
    this.frame.classList.toggle("has-more", this.overhang() - this.frame.scrollLeft > 1);
  },
};
