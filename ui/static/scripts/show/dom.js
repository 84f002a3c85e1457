// What several parts do with elements.

/**
 * A function that finds the elements of `root` by their data-id, after `prefix`. Their kind is known
 * where they are used: hence `any`.
 * @param {Element} root
 * @param {string} [prefix]
 * @returns {(id: string) => any}
 */
export const finder = (root, prefix = "") => {
  /** @type {Map<string, Element>} */
  const found = new Map(); // the pen asks for twenty of them at every move
  return (id) => {
    const element = found.get(id) ?? root.querySelector(`[data-id="${prefix}${id}"]`);
    if (element) found.set(id, element);
    return element;
  };
};

/**
 * The page itself, without what Gradio puts around it.
 * @param {Element} element that holds it
 */
export const labOf = (element) => /** @type {HTMLElement} */ (element.querySelector(".lab"));

/**
 * Write only what is new: the same words again would be read aloud again.
 * @param {Element} element
 * @param {string} text
 */
export const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/**
 * @param {() => void} onclick
 * @param {...(Node | string)} inside
 */
export const button = (onclick, ...inside) => {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", onclick });
  made.append(...inside);
  return made;
};

export const canvas = () => document.createElement("canvas");

/** A picture with words under it: a cell of a strip. */
export const cell = () => {
  const made = document.createElement("div");
  made.append(canvas(), document.createElement("span"));
  return made;
};

/**
 * A choice among several, as markup: a radio button with words beside it.
 * @param {string} name
 * @param {string | number} value
 * @param {string} [words] key of the words; by default the value stands there
 */
export const chip = (name, value, words) => {
  const label = words ? `<span data-t="${words}"></span>` : `<span>${value}</span>`;
  return `<label><input type="radio" name="${name}" value="${value}">${label}</label>`;
};

/**
 * Mark one of a row.
 * @param {Element[]} row
 * @param {number} here its place
 */
export const markHere = (row, here) => {
  for (const [k, one] of row.entries()) one.classList.toggle("here", k === here);
};

/**
 * Give a box so many children: what is there stays, and keeps the focus.
 * @param {Element} box
 * @param {number} count
 * @param {() => Node} make another one
 */
export const fitChildren = (box, count, make) => {
  while (box.children.length > count) box.lastElementChild?.remove();
  while (box.children.length < count) box.append(make());
};

/**
 * Close a dialog at a click beside it. A click on its own padding has the dialog as its target too, and so has
 * one whose press and release lie in different places: text is selected past its edge like that.
 * @param {HTMLDialogElement} dialog
 */
export const closeBeside = (dialog) => {
  /** @param {MouseEvent} event */
  const isBeside = ({ target, clientX: x, clientY: y }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return target === dialog && (x < left || x > right || y < top || y > bottom);
  };
  let pressedBeside = false;
  dialog.onpointerdown = (event) => {
    pressedBeside = isBeside(event);
  };
  // a handler that returns false would stop links and fold-outs in it
  dialog.onclick = (event) => {
    if (pressedBeside && isBeside(event)) dialog.close();
  };
};

/** @type {Record<string, [right: number, down: number]>} */
export const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * Whether a key is the browser's own: Alt and an arrow leads back.
 * @param {KeyboardEvent} event
 */
export const isShortcut = ({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey;

/**
 * Leave something at Escape, unless that is for what is nearer: a part that has handled it, a fold-out
 * behind a question mark, a dialog.
 * @param {Element} element of the page
 * @param {() => void} leave
 */
export const onEscape = (element, leave) => {
  document.addEventListener("keydown", (e) => {
    const isTaken = e.defaultPrevented || element.querySelector("details.hint[open], dialog[open]");
    if (e.key === "Escape" && !isTaken) leave();
  });
};

/**
 * Put a text on the clipboard. Without https there is none, and inside another site's frame it may refuse:
 * then the older command may still copy what is selected.
 * @param {string} text which is selected
 * @returns {Promise<boolean>} whether it is there
 */
export const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy");
  }
};

/** @param {Element | null | undefined} element */
export const isVisible = (element) => Boolean(element?.getClientRects().length);

// What is read aloud: only once it has come to rest, for it changes with every move of the pen.
export class Announcer {
  static REST_MS = 600;

  /** @param {Element} element a live region */
  constructor(element) {
    this.element = element;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {string | (() => string)} text a function is called once it is time */
  announce(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      write(this.element, typeof text === "string" ? text : text());
    }, Announcer.REST_MS);
  }
}
