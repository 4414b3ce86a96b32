// Tiles of the operator's servers under the map without internet: the same projection (spherical Mercator), the world 256 px
// wide at zoom 0. Where no tile has come, what lies below stays, with its names: a server that is away takes no map away.
// Needs orientation_map.js, in which it is put together with it.

const TILES_MOST = 18;
const SEAM = 1.002; // neighbours overlap by a hair: between two edges that are blended, the ground would shine through

// `group` has the ground's own scale; `came` is called when the first tile of a layer is there.
const tileSheet = (group, came) => {
  let url = "";
  let hasCome = false;
  const shown = new Map();
  const drop = (key) => {
    shown.get(key)?.remove();
    shown.delete(key);
  };
  const tile = (zoom, column, row, width) => {
    const address = url.replace("{z}", zoom).replace("{x}", column).replace("{y}", row).replace("{s}", "a").replace("{r}", "");
    const made = element("image", {
      href: address, x: column * width - ORIGIN.x, y: row * width - ORIGIN.y, width: width * SEAM, height: width * SEAM,
    });
    made.addEventListener("error", () => made.remove());
    made.addEventListener("load", () => {
      if (hasCome) return;
      hasCome = true;
      came();
    });
    return made;
  };
  return {
    isThere: () => hasCome,
    choose: (layer) => {
      for (const key of [...shown.keys()]) drop(key);
      url = layer?.url ?? "";
      hasCome = false;
    },
    // `box`: what is seen, in units of the ground.
    draw: ({ west, north, east, south }, wanted) => {
      if (!url) return;
      const zoom = Math.min(Math.max(Math.round(wanted), 0), TILES_MOST);
      const count = 2 ** zoom;
      const width = WORLD / count;
      const from = (edge, origin) => Math.max(Math.floor((edge + origin) / width), 0);
      const to = (edge, origin) => Math.min(Math.floor((edge + origin) / width), count - 1);
      const needed = new Set();
      for (let column = from(west, ORIGIN.x); column <= to(east, ORIGIN.x); column += 1)
        for (let row = from(north, ORIGIN.y); row <= to(south, ORIGIN.y); row += 1) {
          const key = `${zoom}/${column}/${row}`;
          needed.add(key);
          if (shown.has(key)) continue;
          const made = tile(zoom, column, row, width);
          shown.set(key, made);
          group.append(made);
        }
      for (const key of [...shown.keys()]) if (!needed.has(key)) drop(key);
    },
  };
};

// The choice between our own map and the layers of the settings; `choose` gets a layer, or null.
const layerChoice = (layers, words, choose) => {
  const bar = document.createElement("div");
  bar.className = "ci-choice ci-orientation__layers";
  bar.setAttribute("role", "radiogroup");
  bar.setAttribute("aria-label", words.layers);
  const buttons = [null, ...layers].map((layer, place) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = layer ? layer.name : words.own;
    made.setAttribute("role", "radio");
    made.addEventListener("click", () => pick(place));
    bar.append(made);
    return made;
  });
  const mark = (chosen) => buttons.forEach((each, place) => {
    each.setAttribute("aria-checked", String(place === chosen));
    each.tabIndex = place === chosen ? 0 : -1;
  });
  const pick = (place) => {
    mark(place);
    choose(place ? layers[place - 1] : null);
  };
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = (buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length;
    buttons[next].focus();
    pick(next);
  });
  mark(0);
  return bar;
};
