// What was on the stage when the page ended in the middle of a training. Gradio's page loads itself
// anew where the server that trained for the visitor is gone; their drawing comes back, once.
AE.left = {
  STORE: "ae.left",

  // Inside another site's frame the browser may refuse to: then it is lost.
  keep({ digit, model, noise, level, seed }) {
    try {
      sessionStorage.setItem(this.STORE, JSON.stringify({ digit, model, noise, level, seed }));
    } catch {}
  },

  // Parts of the stage's state; null if nothing was left.
  take() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.STORE));
      sessionStorage.removeItem(this.STORE);
      return kept;
    } catch {
      return null;
    }
  },
};
