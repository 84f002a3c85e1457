// A stopwatch inside the page: from an input event to the frame that shows another picture.
// Loaded before the page's own scripts. `arm(kind, picture)`, then cause one such event, then await
// `result()`: milliseconds since the event reached the page's listeners.
window.timer = (() => {
  let kind = null;
  let picture = null; // data-id of the canvas to watch
  let start = null;
  let settle = null;
  let done = null;

  for (const name of ["pointermove", "input"]) {
    const note = () => {
      if (name === kind && start === null) start = performance.now();
    };
    addEventListener(name, note, { capture: true });
  }

  // The frame after the change is the first that can show it.
  const changed = () => {
    if (start === null || settle === null) return;
    const [from, tell] = [start, settle];
    settle = null;
    requestAnimationFrame(() => tell(performance.now() - from));
  };

  // Our page paints a canvas; the same pixels again are no change.
  const put = CanvasRenderingContext2D.prototype.putImageData;
  const shown = {};
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
    put.call(this, image, ...rest);
    const { id } = this.canvas.dataset;
    if (id === picture && image.data.some((value, i) => value !== shown[id]?.[i])) changed();
    if (id === picture) shown[id] = image.data.slice(); // the same may be painted into again
  };

  // The naive page gives an <img> another source, and decodes it.
  let source = "";
  new MutationObserver(() => {
    const picture = document.querySelector("#restored img");
    if (!picture || picture.src === source) return;
    source = picture.src;
    picture.decode().then(changed, () => {});
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });

  return {
    arm: (name, watched = "restored") => {
      kind = name;
      picture = watched;
      start = null;
      done = new Promise((tell, fail) => {
        settle = tell;
        setTimeout(() => fail(new Error(`no new picture within 10 s of ${name}`)), 10000);
      });
      done.catch(() => {});
    },
    result: () => done,
  };
})();
