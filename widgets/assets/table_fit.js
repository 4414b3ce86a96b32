// How the columns fit into the place that they have: mixed into the grid.

const MOST_TRIES = 3;

const gridFit = {
  // Where the columns would not all be in sight they stand closer, where that is not enough long texts are cut, and then
  // columns go to a second line of their row; what is still too wide is scrolled. Paper has all columns, as they are.
  fit() {
    const place = [this.el.clientWidth, this.cards, this.printing].join();
    if (this.folded.length && place === this.fitted && this.overhang() <= 1) {
      this.fade();
      return;
    }
    this.fitted = place;
    this.isBelowRow();
    const isNarrow = !this.printing && this.el.clientWidth < MEDIUM;
    const { classList } = this.el;
    classList.remove("is-tight", "is-cut");
    classList.toggle("is-medium", isNarrow);
    this.fold([]);
    const isAsItIs = this.cards || this.printing;
    for (const step of isNarrow ? ["is-tight"] : ["is-tight", "is-cut"]) {
      if (isAsItIs || this.overhang() <= 1) break;
      classList.add(step);
    }
    if (!isAsItIs) this.foldWhatIsMissing();
    this.fade();
  },

  // Those that are left may take more than before: what is the last column now stands further from the edge.
  foldWhatIsMissing() {
    for (let missing = 0, tries = 0; tries < MOST_TRIES && this.overhang() > 1; tries += 1) {
      missing += this.overhang();
      this.fold([]);
      this.fold(this.foldedFor(missing));
    }
  },

  // A phone shows rows as cards; below a row, where tables are small, only those whose texts would stand there as pillars.
  wantsCards() {
    const texts = this.columns.filter(({ kind, phone }) => kind === "text" && phone !== "hide");
    return this.el.clientWidth < CARDS && !this.printing && (!this.isBelowRow() || texts.length > 2);
  },

  // Known once the table stands in the page.
  isBelowRow() {
    if (this.el.clientWidth) this.mini ??= Boolean(this.el.parentElement?.closest(".ci-grid__detail"));
    this.el.classList.toggle("is-mini", Boolean(this.mini));
    return Boolean(this.mini);
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
