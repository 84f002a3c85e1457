import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { Pad } from "../../ui/static/scripts/stage/pad.js";
import { DATA, fakeCanvas, LIMITS } from "./fakes.js";

openCatalogue(DATA);

globalThis.ImageData = class {
  constructor(width, height) {
    this.data = new Uint8ClampedArray(4 * width * height);
  }
};
globalThis.document = { createElement: fakeCanvas };

let canvas;
let invitation;
let pad;
let changes;

beforeEach(() => {
  canvas = fakeCanvas();
  invitation = { hidden: false };
  changes = 0;
  pad = new Pad(canvas, invitation, () => {
    changes += 1;
  });
});

// The pad covers 100 … 500 across and 50 … 450 down.
const at = ([x, y], more = {}) => ({
  pointerId: 1,
  button: 0,
  clientX: 100 + 400 * x,
  clientY: 50 + 400 * y,
  ...more,
});
const draw = (points, more) => {
  canvas.fire("pointerdown", at(points[0], more));
  for (const point of points.slice(1)) canvas.fire("pointermove", at(point, more));
  canvas.fire("pointerup", at(points.at(-1), more));
};
const LINE = [
  [0.2, 0.2],
  [0.5, 0.5],
];

test("a stroke holds the points of the pad", () => {
  draw(LINE);
  assert.deepEqual(pad.digit, { strokes: [LINE] });
  assert.equal(changes, 2);
  assert.equal(invitation.hidden, true);
  draw([[0.1, 0.9]]);
  assert.equal(pad.digit.strokes.length, 2);
});

test("a click paints a dot as wide as the pen", () => {
  draw([[0.5, 0.25]]);
  assert.deepEqual(pad.digit, { strokes: [[[0.5, 0.25]]] });
  const arcs = canvas.painted.filter(([name]) => name === "arc");
  assert.deepEqual(arcs, [["arc", 100, 50, 10, 0, 2 * Math.PI]]);
  assert.equal(canvas.painted.at(-1)[0], "fill");
  canvas.painted.length = 0;
  pad.paint(); // and it stays when all is painted anew
  assert.equal(canvas.painted.filter(([name]) => name === "arc").length, 1);
});

test("all moves between two frames are drawn", () => {
  canvas.fire("pointerdown", at([0.1, 0.1]));
  const moves = [at([0.2, 0.1]), at([0.3, 0.2])];
  canvas.fire("pointermove", at([0.3, 0.2], { getCoalescedEvents: () => moves }));
  assert.deepEqual(pad.digit.strokes[0], [
    [0.1, 0.1],
    [0.2, 0.1],
    [0.3, 0.2],
  ]);
  assert.equal(changes, 2);
});

test("a move that says nothing new asks for nothing", () => {
  canvas.fire("pointerdown", at([0.5, 0.5]));
  canvas.fire("pointermove", at([0.501, 0.5]));
  assert.deepEqual(pad.digit.strokes[0], [[0.5, 0.5]]);
  assert.equal(changes, 1);
});

test("off the pad the pen is lifted, and nothing is asked", () => {
  draw([
    [0.5, 0.9],
    [0.5, 1.2],
    [0.8, 1.2],
    [0.8, 0.9],
  ]);
  assert.deepEqual(pad.digit.strokes, [[[0.5, 0.9]], [[0.8, 0.9]]]);
  assert.equal(changes, 2);
});

test("marks corrupt the digit, which stays as it is", () => {
  draw(LINE);
  pad.tool = "scribble";
  draw([
    [0.1, 0.5],
    [0.9, 0.5],
  ]);
  pad.tool = "rub";
  draw([[0.5, 0.1]]);
  assert.deepEqual(pad.digit.strokes, [LINE]);
  assert.deepEqual(pad.digit.marks, [
    {
      ink: true,
      points: [
        [0.1, 0.5],
        [0.9, 0.5],
      ],
    },
    { ink: false, points: [[0.5, 0.1]] },
  ]);
});

test("a stroke drawn after marks lies under them, as on the server", () => {
  draw(LINE);
  pad.tool = "rub";
  draw([[0.5, 0.5]]);
  pad.tool = "pen";
  draw([
    [0.1, 0.5],
    [0.9, 0.5],
  ]);
  const last = canvas.painted.slice(-2).map(([name]) => name);
  assert.deepEqual(last, ["arc", "fill"]); // the rubber's dot
});

test("on an empty pad every tool is a pen", () => {
  pad.tool = "rub";
  draw(LINE);
  assert.deepEqual(pad.digit, { strokes: [LINE] });
});

test("undo reverts strokes, marks, clearing and a digit that was put there", () => {
  const seen = [pad.digit];
  const then = (act) => {
    act();
    seen.push(pad.digit);
  };
  then(() => draw(LINE));
  then(() => {
    pad.tool = "scribble";
    draw([[0.1, 0.1]]);
  });
  then(() => canvas.fire("keydown", { key: "Delete" }));
  assert.equal(pad.blank, true);
  then(() => pad.show({ strokes: [LINE, LINE] }));
  seen.splice(3, 1); // an empty pad is no step
  for (const digit of seen.reverse().slice(1)) {
    canvas.fire("keydown", { key: "z", ctrlKey: true });
    assert.deepEqual(pad.digit, digit);
  }
  pad.undo();
  assert.deepEqual(pad.digit, { strokes: [] });
});

test("undo takes marks and strokes from a digit whose past is not known, and then clears the pad", () => {
  const marks = [{ ink: true, points: LINE }];
  const pixels = btoa("\0".repeat(784));
  for (const picture of [{}, { pixels }]) {
    const strokes = [LINE, [[0.1, 0.9]]];
    pad.replace({ ...picture, strokes, marks }); // as a link or a reload does
    pad.undo();
    assert.deepEqual(pad.digit, { ...picture, strokes, marks: [] });
    pad.undo();
    assert.deepEqual(pad.digit, { ...picture, strokes: [LINE], marks: [] });
    pad.undo();
    assert.deepEqual(pad.digit, { ...picture, strokes: [], marks: [] });
    pad.undo();
    assert.deepEqual(pad.digit, { strokes: [] });
  }
});

test("there is an end to what is remembered", () => {
  for (let i = 0; i < 120; i++) draw([[0.5, i / 120]]);
  assert.equal(pad.past.length, Pad.STEPS + 1);
});

test("a picture can be drawn on, and undo removes the stroke alone", () => {
  const picture = { pixels: btoa("\0".repeat(784)) };
  pad.show(picture);
  assert.equal(canvas.painted.at(-1)[0], "drawImage");
  draw(LINE);
  assert.deepEqual(pad.digit, { ...picture, strokes: [LINE] });
  canvas.painted.length = 0;
  pad.paint(); // the picture, and the stroke over it
  const names = canvas.painted.map(([name]) => name);
  assert.ok(names.indexOf("drawImage") < names.indexOf("stroke"));
  pad.undo();
  assert.deepEqual(pad.digit, picture);
  pad.tool = "scribble";
  draw(LINE);
  assert.equal(pad.digit.pixels, picture.pixels);
  assert.equal(pad.digit.marks.length, 1);
  assert.equal(pad.digit.strokes, undefined);
});

test("beyond what the server accepts nothing is added, and one undo mends it", () => {
  const strokes = Array(LIMITS.strokes - 1).fill(LINE);
  pad.show({ strokes, marks: [{ ink: true, points: LINE }] });
  const enough = pad.digit;
  assert.equal(pad.full, false);
  for (let i = 0; i < 30; i++) draw([[0.5, i / 40]]);
  canvas.fire("keydown", { key: " " });
  assert.equal(pad.digit.strokes.length, LIMITS.strokes);
  assert.equal(changes, 1);
  pad.undo();
  assert.deepEqual(pad.digit, enough);
  pad.show({ strokes: [Array(LIMITS.points).fill([0.5, 0.5])] });
  draw(LINE);
  draw(LINE);
  assert.equal(pad.digit.strokes.length, 2);
});

for (const pointerType of ["mouse", "pen", "touch"]) {
  test(`${pointerType} draws, and a second pointer does not`, () => {
    canvas.fire("pointerdown", at([0.2, 0.2], { pointerType }));
    canvas.fire("pointerdown", at([0.9, 0.9], { pointerType, pointerId: 2 }));
    canvas.fire("pointermove", at([0.8, 0.9], { pointerType, pointerId: 2 }));
    canvas.fire("pointerup", at([0.8, 0.9], { pointerType, pointerId: 2 }));
    canvas.fire("pointermove", at([0.5, 0.5], { pointerType }));
    assert.deepEqual(pad.digit, { strokes: [LINE] });
  });
}

// A pen and the palm of the hand that holds it.
const PEN = { pointerType: "pen", pointerId: 7 };
const PALM = { pointerType: "touch", pointerId: 3 };

test("a pen replaces a palm, whose stroke goes", () => {
  draw(LINE, { timeStamp: 0 });
  canvas.fire("pointerdown", at([0.9, 0.9], { ...PALM, timeStamp: 5000 }));
  canvas.fire("pointermove", at([0.8, 0.9], { ...PALM, timeStamp: 5010 }));
  assert.equal(pad.digit.strokes.length, 2);
  canvas.fire("pointerdown", at([0.2, 0.5], { ...PEN, timeStamp: 5020 }));
  canvas.fire("pointermove", at([0.7, 0.9], { ...PALM, timeStamp: 5030 }));
  canvas.fire("pointerup", at([0.7, 0.9], { ...PALM, timeStamp: 5035 }));
  canvas.fire("pointermove", at([0.5, 0.5], { ...PEN, timeStamp: 5040 }));
  const pen = [
    [0.2, 0.5],
    [0.5, 0.5],
  ];
  assert.deepEqual(pad.digit, { strokes: [LINE, pen] });
  pad.undo();
  assert.deepEqual(pad.digit, { strokes: [LINE] });
});

test("while a pen is near, touches do not draw; a second later they do", () => {
  canvas.fire("pointermove", at([0.5, 0.5], { ...PEN, timeStamp: 5000 })); // above the pad
  draw(LINE, { ...PALM, timeStamp: 5900 });
  assert.equal(pad.blank, true);
  draw([[0.1, 0.1]], { ...PEN, timeStamp: 6000 });
  draw(LINE, { ...PALM, timeStamp: 6900 });
  assert.equal(pad.digit.strokes.length, 1);
  draw(LINE, { ...PALM, timeStamp: 7001 });
  assert.equal(pad.digit.strokes.length, 2);
});

test("a finger does not replace a pen, nor a pen a mouse", () => {
  for (const [first, second] of [
    [PEN, PALM],
    [{ pointerType: "mouse", pointerId: 1 }, PEN],
  ]) {
    pad.clear();
    canvas.fire("pointerdown", at([0.2, 0.2], { ...first, timeStamp: 0 }));
    canvas.fire("pointerdown", at([0.9, 0.9], { ...second, timeStamp: 2000 }));
    canvas.fire("pointermove", at([0.5, 0.5], { ...first, timeStamp: 2001 }));
    assert.deepEqual(pad.digit, { strokes: [LINE] });
    canvas.fire("pointerup", at([0.5, 0.5], { ...first, timeStamp: 2002 }));
  }
});

// ---- the keyboard's pen ----
const press = (...keys) => {
  for (const key of keys) {
    canvas.fire("keydown", { key });
    canvas.fire("keyup", { key });
  }
};
const rings = () => canvas.painted.filter(([name, , , radius]) => name === "arc" && radius === 8).length;

test("arrow keys move a pen, and Space puts it down and lifts it", () => {
  press("ArrowLeft", "ArrowUp");
  assert.equal(pad.blank, true);
  assert.equal(changes, 0);
  press(" ");
  assert.deepEqual(pad.digit, { strokes: [[[0.475, 0.475]]] }); // a dot at once
  canvas.fire("keydown", { key: "ArrowDown", shiftKey: true });
  canvas.fire("keyup", { key: "ArrowDown" });
  press("Enter", "ArrowRight", " ");
  assert.deepEqual(pad.digit.strokes, [
    [
      [0.475, 0.475],
      [0.475, 0.575],
    ],
    [[0.5, 0.575]],
  ]);
  assert.equal(changes, 3);
  canvas.fire("keydown", { key: "z", ctrlKey: true });
  assert.equal(pad.digit.strokes.length, 1);
  press("ArrowRight"); // the stroke that was undone has ended
  assert.equal(pad.digit.strokes.length, 1);
});

test("two arrow keys held go aslant, and a held Space does not lift the pen again", () => {
  press(" ");
  canvas.fire("keydown", { key: " ", repeat: true });
  canvas.fire("keydown", { key: "ArrowUp" });
  canvas.fire("keydown", { key: "ArrowRight" });
  assert.deepEqual(pad.digit.strokes, [
    [
      [0.5, 0.5],
      [0.5, 0.475],
      [0.525, 0.45],
    ],
  ]);
});

test("the keyboard's pen stays on the pad, and marks as the pointer does", () => {
  draw(LINE);
  pad.tool = "rub";
  press(" ", ...Array(30).fill("ArrowRight"));
  assert.equal(pad.digit.marks[0].points.length, 21);
  assert.deepEqual(pad.digit.marks[0].points.at(-1), [1, 0.5]);
  assert.equal(changes, 2 + 21);
});

test("a ring shows the pen from the first arrow on until the pad is left", () => {
  pad.paint();
  assert.equal(rings(), 0);
  press("ArrowUp");
  assert.ok(rings() > 0);
  press(" ");
  canvas.fire("blur");
  canvas.painted.length = 0;
  pad.paint();
  assert.equal(rings(), 0);
  assert.equal(pad.pointer, null); // lifted
  press("ArrowUp");
  draw(LINE); // a pointer replaces the keys
  canvas.painted.length = 0;
  pad.paint();
  assert.equal(rings(), 0);
});

test("Escape leaves the pad; keys of the browser are left to it", () => {
  let left = 0;
  let prevented = 0;
  canvas.blur = () => left++;
  const preventDefault = () => prevented++;
  canvas.fire("keydown", { key: "Escape", preventDefault });
  assert.deepEqual([left, prevented], [0, 0]);
  press("ArrowUp");
  canvas.fire("keydown", { key: "Escape", preventDefault });
  assert.deepEqual([left, prevented], [1, 1]);
  canvas.fire("keydown", { key: "ArrowLeft", altKey: true, preventDefault });
  canvas.fire("keydown", { key: "Tab", preventDefault });
  assert.deepEqual([left, prevented], [1, 1]);
});

test("other buttons of a mouse do not draw", () => {
  draw(LINE, { button: 2 });
  assert.equal(pad.blank, true);
  assert.equal(changes, 0);
});

for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
  test(`a stroke ends with ${end}`, () => {
    canvas.fire("pointerdown", at([0.2, 0.2]));
    canvas.fire(end, at([0.2, 0.2]));
    canvas.fire("pointermove", at([0.5, 0.5]));
    assert.deepEqual(pad.digit, { strokes: [[[0.2, 0.2]]] });
  });
}

test("what is put on the pad ends the stroke under way", () => {
  canvas.fire("pointerdown", at([0.2, 0.2]));
  pad.clear();
  canvas.fire("pointermove", at([0.5, 0.5]));
  assert.equal(pad.blank, true);
});
