// Gradio's queue, where slow questions wait: a question is the value of an invisible component, and
// so are its answers. See ui/page.py.

/** @type {(put: (event: string, text: string) => void) => void} */
let opened;
/** @type {Promise<(event: string, text: string) => void>} */
const open = new Promise((resolve) => {
  opened = resolve;
});
/** @type {Record<string, {turn: number, report: (answer: any) => void}>} */
const last = {}; // by event

/**
 * Called by the component that holds the questions, once it is there.
 * @param {{value: string}} props
 * @param {(event: string, data: object) => void} trigger
 */
export const connect = (props, trigger) =>
  opened((event, text) => {
    props.value = text;
    trigger(event, {});
  });

/**
 * @param {string} event
 * @param {{turn: number}} question
 * @param {(answer: any) => void} report
 */
export const put = (event, question, report) => {
  last[event] = { turn: question.turn, report };
  open.then((ask) => ask(event, JSON.stringify(question)));
};

/**
 * Called by the components that hold the answers. One that says of another question than the last is
 * left aside; those of a training say of none.
 * @param {string} event
 * @param {{turn?: number | null}} answer
 */
export const receive = (event, answer) => {
  const asked = last[event];
  if (asked && (answer.turn ?? asked.turn) === asked.turn) asked.report(answer);
};
