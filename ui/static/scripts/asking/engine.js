// The seam between what shows something and whoever knows the answer. An engine answers questions:
//   ask(kind, question)            one answer, soon; or `Unanswered`, and the question is asked again
//   start(kind, question, report)  what takes long: every answer is reported
//   weights(of)                    the weights of a layer, or `Unanswered`
// Today's engine is the server (server.js). Another one, in the browser, needs these methods and
// nothing else of the page: see `Engine` in types.d.ts.

// No answer has come, and asking again may bring one.
export class Unanswered extends Error {
  /** @param {boolean} busy whether it was said that there is too much to do */
  constructor(busy) {
    super(busy ? "busy" : "no answer");
    this.busy = busy;
  }
}
