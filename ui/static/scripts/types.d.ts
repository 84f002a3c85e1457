// What the page asks and what it is answered, and what its parts ask of one another.
// tests/scripts/test_types.py checks the questions and answers against the server's own.

// ---- what is on show ----
export type Point = [x: number, y: number]; // fractions of the pad
export type Box = [x0: number, y0: number, x1: number, y1: number]; // fractions of a picture file
export interface Mark {
  ink: boolean; // whether it adds ink or removes it
  points: Point[];
}
// in one of the forms "strokes", "pixels" (base64 of 784 grey bytes), perhaps with strokes over them,
// and "file" (base64)
export interface Digit {
  strokes?: Point[][];
  pixels?: string;
  file?: string;
  crop?: Box; // of the file: what counts of it
  marks?: Mark[]; // what was corrupted by hand
}
export interface View {
  digit: Digit;
  model: string;
  noise: string;
  level: number;
  seed: number;
  numbers: number | null; // how many of the first numbers of an ordered code are used; null: all
}

// ---- questions ----
export interface Numbered {
  turn: number; // rises from question to question
}
export interface Question extends View, Numbered {
  room: RoomWish | null;
  own: string[]; // the visitor's own nets
}
export interface RoomWish {
  name: string;
  [parameter: string]: unknown; // as the room's module on the server says
}
export interface TrayQuestion extends Numbered {
  round: number;
  fetch: boolean;
}
export type LinkQuestion = Question | (Numbered & { open: string });
export type StopQuestion = Numbered & { stop: string };
export type TakeQuestion = Numbered & { take: string }; // key of a model
export type KeepQuestion = Question & { keep: string };
export type TrainQuestion = Question & { train: TrainWish | SymbolsWish };
export interface TrainWish {
  code: number;
  layers: number;
  units: number;
  loss: string;
  noise: string;
  level: number;
  epochs: number;
}
export interface SymbolsWish {
  symbols: OwnSymbol[];
}
// What the visitor has drawn, to be learnt.
export interface OwnSymbol {
  name: string;
  drawings: Point[][][];
}

// ---- answers ----
export interface Problem {
  key: string; // of the words
  of?: "file"; // said beside the upload button, not in the verdict
  model?: string; // one that can do what this one cannot
  [value: string]: unknown; // of the words' blanks
}
export interface Reading {
  read: number;
  sure: number; // 0 to 1: of the digit, if it is one
  no_digit: number; // 0 to 1: that it is none
}
export interface Scores {
  mse: number;
  psnr: number | null; // dB; null: identical
  ssim: number;
}
export interface Code {
  shape: number[];
  clean: number[];
  noisy: number[];
  used: number; // how many of the first are
  low: number[]; // what the codes of the test digits span, number by number or map by map
  high: number[];
}
export interface Echo {
  turn?: number | null; // of the question
}
export interface StageAnswer extends Echo {
  state: string; // "ok", "blank" or "problem"
  readings?: { seen?: Reading; noisy?: Reading; restored?: Reading };
  problem?: Problem;
  seen?: string; // pictures are base64 of 784 grey bytes
  noisy?: string;
  restored?: string;
  difference?: string;
  scores?: { noisy: Scores; restored: Scores };
  code?: Code | null;
  digit?: Digit; // what a file has become
  found?: Found; // in the file
  room?: RoomPart;
}
export interface Found {
  boxes: Box[]; // of each digit, first the one that became the digit
  laterFrame: boolean; // whether it is the fullest frame of an animation, and not its first
}
// The room's own part is one of `Rooms`.
export interface RoomPart {
  name: string;
  problem?: Problem;
  [part: string]: unknown;
}
export interface RoomAnswer extends Echo {
  name: string | null; // null: a problem of the question or of the stage, not of the room
  state: string;
  problem?: Problem;
  [part: string]: unknown;
}
export interface CodeRoom {
  model: string;
  edited: string;
  reading: Reading | null;
  strip: { number: number; values: number[]; pictures: string[]; readings: Reading[] } | null;
  far: { noisy: number; edited: number; same: number | null; other: number | null };
}
export interface Tile {
  key: string;
  group: string; // "noisy", "net" or "filter"
  problem?: Problem;
  picture?: string;
  psnr?: number | null;
  ssim?: number;
  reading?: Reading | null;
  numbers?: number; // how many of the first of its code are used, if not all
}
export interface MeasuredCurves {
  digits: number;
  of: Record<string, Record<string, number[][]>>; // tile → kind of noise → [level, PSNR, SSIM]
}
export interface CompareRoom {
  tiles: Tile[];
  clean: Reading | null;
  curves?: MeasuredCurves | null;
}
// Values of a layer: value = low + (high - low) * byte / 255.
export interface Packed {
  values: string; // a byte for each, unit by unit, row by row
  side: number; // of its maps, as they are sent; 0: it is flat
  low: number;
  high: number;
}
export interface InsideLayer {
  name: string;
  part: string; // "encoder" or "decoder"
  kind: string; // its Keras class in small letters
  shape: number[]; // channels last
  activation: string | null;
  kernel: number | null;
  strides: number | null;
  parameters: number;
  inputs: string[]; // names of layers, or "picture"
  idle: number[]; // units that no built-in digit changes; none where values are handed on alone
}
export interface InsideUnit extends Packed {
  number: number;
  value: number; // the largest of its values
  best: number[]; // places in "digits"
  best_values: number[];
}
export interface InsidePixel {
  at: number[] | null; // row and column; of a number none
  value: number;
  // of a convolution: row by row, column by column, channel by channel; of a dense layer all that comes in
  window: { values: string; low: number; high: number } | null; // 24 bits each
  before: number | null; // the activation
  of: number[] | null; // where too much comes in: which values "window" has, …
  rest: number | null; // … and what the others add together
}
export interface InsideNet {
  layers: InsideLayer[];
  code: string; // the layer that makes it
  digits: { label: number | string; pixels: string }[]; // a name, of a net that has learnt symbols
}
export type InsideLook = { name: string; unit: InsideUnit | null; pixel: InsidePixel | null };
export interface InsideRoom {
  model: string;
  version: string;
  show: string; // "noisy", "clean" or "difference"
  net?: InsideNet;
  values: Record<string, Packed>; // by name of the layer, and "picture"
  layer: InsideLook | null;
}
export interface Near {
  digit: number;
  count: number;
  apart: boolean;
}
export interface MapRoom {
  version: string; // of the map
  clean: Point;
  noisy: Point;
  at: Point;
  near: { clean: Near; noisy: Near; at: Near };
  picture: string;
  reading: Reading | null;
  dots?: { places: string; labels: string; quality: Record<string, number>; plane: Plane | null };
}
// The plane of a code of two numbers, and what the decoder paints all over it.
export interface Plane {
  low: [number, number]; // the two numbers at the lower left
  high: [number, number]; // at the upper right
  side: number; // pictures in a row
  pictures: string; // row by row from the top left
}
export interface Sample {
  label: number;
  pixels: string;
  strokes?: Point[][];
}
export interface Morph {
  key: string;
  code: string;
  ends: string[];
  read: { code: Reading[]; fade: Reading[] };
  more: boolean; // whether there is a finer film of this digit
}
export interface MorphRoom {
  tray?: TrayAnswer & { round: number; of: string; first: number };
  film?: Morph;
  gif?: string | null;
}
export interface Draws {
  pictures: string[];
  each: Reading[];
  read: [digit: number | null, count: number][]; // null: those in which none can be read
}
export interface NoisesRoom {
  mean: string;
  spread: string;
  restored: Draws;
  noisy?: Draws;
}
export interface ReplayRoom {
  net: string;
  nets: string[];
  film: string;
  psnr: number[];
  noisy_psnr: number | null;
  read: Reading[];
  clean: Reading | null;
  stages: string[];
  moments: number[];
  losses: number[];
  curve: number[];
  digits: number;
  loss: string;
  gif?: string | null;
  of?: string;
}
export interface StrangeRoom {
  by: "classifier" | "error"; // the measure
  share: number; // of the digits that are less strange by it
  at: number; // places on the chart are 0 to 1
  limit: number;
  ticks: [place: number, text: string][]; // a text, or the key of a word
  bars: number[];
  error: { share: number; times: number };
  copy: string;
  difference: string;
  reading: Reading | null;
  digits: number; // with which it is compared
  net: {
    finds: number;
    finds_by_error: number;
    drawings: number;
    by_ink: number;
    best: string;
    best_finds: number;
  } | null; // null: the visitor's own
  samples?: { name: string; pixels: string; strokes: Point[][] }[];
}
export interface Pair {
  given: string;
  restored: string;
  psnr: number | null;
}
export interface TrainRoom {
  data: string;
  gone?: boolean;
  net?: string;
  epoch?: number;
  own?: Pair | null;
  ten?: Pair[];
  file?: string;
}
export interface Rooms {
  compare: CompareRoom;
  code: CodeRoom;
  inside: InsideRoom;
  map: MapRoom;
  morph: MorphRoom;
  noises: NoisesRoom;
  strange: StrangeRoom;
  replay: ReplayRoom;
  train: TrainRoom;
}
export interface TrayAnswer extends Echo {
  source: string;
  fetch: string;
  fetched: number | null;
  digits: Sample[];
}
export interface LinkAnswer extends Echo {
  text?: string;
  digit?: Digit;
  level?: number;
  opened?: View;
  problem?: Problem;
}
export interface TakeAnswer extends Echo {
  script?: string;
  files?: Record<string, { name: string; address: string; bytes: number }>; // below the page's
  problem?: Problem;
}
export interface KeepAnswer extends Echo {
  state?: string;
  file?: { name: string; type: string; data: string };
  problem?: Problem;
}
export interface TrainAnswer extends Echo {
  state: string;
  problem?: Problem;
  key?: string; // of the net
  place?: number; // in the queue
  data?: string;
  count?: number;
  epoch?: number | null;
  epochs?: number;
  losses?: number[];
  done?: number; // epochs and part of the next
  first?: number; // loss before anything was learnt
  loss?: number;
  left?: number; // seconds
  stopped?: boolean;
  late?: boolean;
  facts?: OwnModel;
  scores?: { own: number; ours: number | null; digits: number; model: string };
}

// ---- who answers ----
export interface Questions {
  stage: { question: Question; answer: StageAnswer };
  room: { question: Question; answer: RoomAnswer };
  tray: { question: TrayQuestion; answer: TrayAnswer };
  link: { question: LinkQuestion; answer: LinkAnswer };
  stop: { question: StopQuestion; answer: Echo };
  take: { question: TakeQuestion; answer: TakeAnswer };
}
export interface SlowQuestions {
  keep: { question: KeepQuestion; answer: KeepAnswer };
  train: { question: TrainQuestion; answer: TrainAnswer };
}
// The seam between what shows something and whoever knows the answer: today the server (asking/server.js).
// Another engine, in the browser, needs these methods and nothing else of the page.
export interface Engine {
  // one answer, soon; or `Unanswered` (asking/line.js), and the question is asked again
  ask<K extends keyof Questions>(
    kind: K,
    question: Questions[K]["question"],
  ): Promise<Questions[K]["answer"]>;
  // what is slow: every answer is reported
  start<K extends keyof SlowQuestions>(
    kind: K,
    question: SlowQuestions[K]["question"],
    report: (answer: SlowQuestions[K]["answer"]) => void,
  ): void;
  // of a layer, or `Unanswered`
  weights(of: WeightsQuestion): Promise<Float32Array>;
}
export interface WeightsQuestion {
  model: string;
  layer: string;
  version: string; // of the net
}

// ---- what the page knows from the start: data.json ----
export interface Model {
  key: string;
  group: string;
  size: number;
  ordered: boolean; // whether the first numbers of its code are enough for a picture
  code: string;
  trained: number | string | null;
  kind: string | null;
  symbols?: string[]; // names of the symbols that it has learnt, by label; none: it has learnt digits
}
export interface OwnModel extends Model {
  widths: number[];
  n?: number; // which of the visitor's nets it is
  scores?: TrainAnswer["scores"]; // as it was trained
}
export type Pairs = Record<string, [english: string, chinese: string]>;
// What the server accepts, and what the page goes by. A number is the most that is accepted, unless it
// says otherwise; a Span has the least and the most; number[] has all that can be chosen.
export interface Limits {
  strokes: number; // of the digit, marks among them
  points: number; // of all these strokes
  fileBytes: number;
  fileSide: number; // pixels
  ownNets: number; // of one visitor, in a question
  symbols: {
    count: Span;
    drawings: Span; // of each symbol
    name: number; // characters
    strokes: number; // of a drawing
    points: number;
  };
  reading: {
    guess: number; // a digit less sure than this cannot be read
    sure: number;
    doubt: number; // "no digit" from here on: it may be none, and is no yardstick for others
    noDigit: number; // from here on it does not look like a digit
  };
  strange: number; // share of the digits: what is stranger than so many of them is strange
  nearest: number; // pictures around a place of the map that are counted
  training: { code: number[]; layers: number[]; units: number[]; epochs: Span; level: Span };
}
type Span = [least: number, most: number];
export interface Data {
  words: Pairs;
  models: Model[];
  noises: { key: string; random: boolean }[];
  limits: Limits;
  rooms: { name: string; alone: boolean }[];
  scripts: Record<string, string[]>; // the files of each script that comes later: itself, and what it imports
  starts: Record<string, TrainWish>; // what a training may start from; the first is there at first
  first: View;
}

// ---- a room, and what it may ask of the page ----
// What is asked is a question, and what comes back an answer, whoever gives it; a response is HTTP's.
// One verb for each thing, in all scripts:
//   ask         send a question to the engine; of a room, with its wish
//   update      change a room's wish and ask nothing: the next question has it
//   receive     get an answer; `show` puts what it brings on show
//   follow      get an answer of the stage
//   report      each of the answers to a slow question
//   take        nothing but the model that a visitor takes home
//   undo        go back to what was before
//   write…      words, in the visitor's language
//   writeWords  write all words of a part, when it opens and when the language changes
//   announce    what a screen reader reads aloud
//   paint…      pictures
export interface Room {
  // biome-ignore lint/suspicious/noExplicitAny: each room has answers of its own
  show(answer: any): void; // every answer of the server's part of it (ui/rooms/)
  // biome-ignore lint/suspicious/noExplicitAny: as above
  showBlank?(answer: any): void; // what it has while the pad is empty
  giveUp?(): void; // what was asked for does not come: the pad is empty, or there is a problem
  follow?(answer: StageAnswer): void; // every answer of the stage, before that
  writeWords?(): void; // when it is opened, and when the language changes
  busy?: boolean; // whether a training is under way
}
export interface PageForRooms {
  readonly state: Readonly<View>;
  readonly stageAnswer: StageAnswer | null; // its last one
  readonly room: string | null; // which is open
  model(): Model; // the one in use
  use(key: string): void;
  choose(choice: Partial<View>): void;
  draw(digit: Digit): void;
  hasRoom(name: string): boolean; // a link may leave it out
  go(name: string): void; // to a room
  learn(net: OwnModel): void; // a net of the visitor's own joins the models
  train(wish: TrainWish | SymbolsWish, report: (answer: TrainAnswer) => void): void;
  stop(key: string): void;
  weights(of: WeightsQuestion): Promise<Float32Array>; // of a layer: its kernel, then its bias
  read(name: string): Promise<string>; // the text of a file of this version
}
export interface RoomPage extends PageForRooms {
  ask(changes: object): void; // for the room anew, with these parameters of its wish changed
  update(changes: object): void; // the same parameters, for the next question: nothing is asked now
}
