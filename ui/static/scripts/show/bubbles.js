// The fold-outs behind question marks: where they stand. None covers what it explains.

const GAP = 8; // px, to what it explains and to the edge of the window
const EXPLAINED = ".field, figure, .verdict, section"; // what a question mark stands in

/**
 * Place the bubbles of `root` as they are opened, and anew when the page scrolls or changes its size. A touch
 * elsewhere or Escape closes them.
 * @param {HTMLElement} root
 */
export const watchBubbles = (root) => {
  const open = () => /** @type {HTMLDetailsElement[]} */ ([...root.querySelectorAll("details.hint[open]")]);
  root.addEventListener("toggle", ({ target }) => place(/** @type {HTMLDetailsElement} */ (target)), true);
  document.addEventListener("click", ({ target }) => {
    for (const fold of open()) if (!fold.contains(/** @type {Node} */ (target))) fold.open = false;
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") for (const fold of open()) fold.open = false;
  });
  addEventListener("scroll", () => open().forEach(place), true);
  addEventListener("resize", () => open().forEach(place));
  open().forEach(place); // opened before this was there
};

/** @param {HTMLDetailsElement} fold */
const place = (fold) => {
  const bubble = /** @type {HTMLElement | null} */ (fold.querySelector(":scope > p"));
  if (!fold.open || !bubble || !fold.matches(".hint")) return;
  const mark = fold.getBoundingClientRect();
  const explained = (fold.closest(EXPLAINED) ?? fold).getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = bubble;
  const { clientWidth, clientHeight } = document.documentElement;
  const [x, y] = beside(explained, mark, [width, height], [clientWidth, clientHeight]);
  bubble.style.left = `${x}px`;
  bubble.style.top = `${y}px`;
};

/**
 * Right of what it explains, else left, below, above: the first place where all of it is in the
 * window; else below its mark.
 * @param {{left: number, right: number, top: number, bottom: number}} box what it explains
 * @param {{left: number, top: number, bottom: number}} mark
 * @param {[number, number]} size of the bubble
 * @param {[number, number]} view size of the window
 * @returns {[number, number]} left and top, in the window
 */
export const beside = (box, mark, [width, height], [right, bottom]) => {
  const x = Math.max(GAP, Math.min(mark.left, right - GAP - width));
  const y = Math.max(GAP, Math.min(mark.top, bottom - GAP - height));
  /** @type {[number, number][]} */
  const places = [
    [box.right + GAP, y],
    [box.left - GAP - width, y],
    [x, box.bottom + GAP],
    [x, box.top - GAP - height],
  ];
  const fits = places.find(
    ([left, top]) => left >= GAP && left + width <= right - GAP && top >= GAP && top + height <= bottom - GAP,
  );
  return fits ?? [x, mark.bottom + GAP];
};
