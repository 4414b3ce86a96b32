// How the columns fit into the place that they have: mixed into the grid.

const gridFit = {
  // Where the columns would not all be in sight they stand closer, and where that is not enough long texts are cut; what is
  // still too wide is scrolled. Only a tablet leaves columns out. Paper has them all, as they are.
  fit() {
    const isNarrow = !this.printing && this.el.clientWidth < MEDIUM;
    const { classList } = this.el;
    classList.remove("is-tight", "is-cut");
    classList.toggle("is-medium", isNarrow);
    for (const step of isNarrow ? ["is-tight"] : ["is-tight", "is-cut"]) {
      if (this.cards || this.printing || this.overhang() <= 1) break;
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
