// In another page's frame that is taller than the screen nothing scrolls inside the frame, so nothing
// can be sticky. Which part of it is in view is known all the same, from marks down its side: those that
// the browser says are seen.

const STEP = 40; // px from one mark to the next

/**
 * Keep `--seen-top` and `--seen-bottom`, px from the top of the page to the part in view, up to date in
 * such a frame, and move what stays in view there (`dock.css`, `widths.css`).
 * @param {HTMLElement} lab
 */
export const followFrame = (lab) => {
  if (window === top) return;
  const column = document.createElement("div");
  column.className = "marks";
  /** @type {Set<number>} */
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const at = Number(/** @type {HTMLElement} */ (target).dataset.at);
      if (isIntersecting) seen.add(at);
      else seen.delete(at);
    }
    if (!seen.size || !lab.classList.contains("tall")) return;
    lab.style.setProperty("--seen-top", `${Math.min(...seen)}px`);
    lab.style.setProperty("--seen-bottom", `${Math.max(...seen)}px`);
  });
  const mark = () => {
    lab.classList.toggle("tall", innerHeight > 1.1 * screen.availHeight);
    const count = Math.ceil(lab.offsetHeight / STEP);
    for (let i = column.children.length; i < count; i++) {
      const one = document.createElement("i");
      one.dataset.at = String(i * STEP);
      one.style.top = `${i * STEP}px`;
      column.append(one);
      watch.observe(one);
    }
    while (column.children.length > count) {
      const last = /** @type {HTMLElement} */ (column.lastElementChild);
      watch.unobserve(last);
      seen.delete(Number(last.dataset.at));
      last.remove(); // below the end of the page it would make that longer
    }
  };
  lab.append(column);
  new ResizeObserver(mark).observe(lab);
};
