// Curves of quality against the level of the noise, as SVG: a line per method, one of them lit.
// view: {
//   lines: [{key, group, points: [[level, value], …]}], by rising level; what leaves the range
//          leaves the plot
//   lit: key, name: what to call it, range: [low, high], ticks: [value, …]
//   level: the current one; own: the value of the digit on the pad there, or null
//   trained: [from, to] or null: at which levels; x, y: what the axes show
// }
AE.CURVES = { left: 32, right: 10, top: 40, bottom: 56 }; // room for what stands around the plot

// Where a line stands at a level; null before its first and after its last point.
AE.curveAt = (points, level) => {
  const next = points.findIndex(([l]) => l >= level);
  if (next < 0 || (next === 0 && points[0][0] > level)) return null;
  if (points[next][0] === level) return points[next][1];
  const [[a, v], [b, w]] = [points[next - 1], points[next]];
  return v + ((w - v) * (level - a)) / (b - a);
};

AE.curveFrame = (box, [low, high]) => {
  const { left, right, top, bottom } = AE.CURVES;
  const [width, height] = [Math.max(240, box.clientWidth), Math.max(200, box.clientHeight)];
  const x = (level) => left + level * (width - left - right);
  const y = (value) => top + ((high - value) / (high - low)) * (height - top - bottom);
  return { width, height, x, y, level: (at) => (at - left) / (width - left - right) };
};

AE.paintCurves = (box, view) => {
  const { width, height, x, y } = AE.curveFrame(box, view.range);
  const [low, high] = view.range;
  const floor = y(low);
  const line = ({ key, group, points }) =>
    `<polyline data-line="${key}" class="${group}${key === view.lit ? " lit" : ""}" points="${points
      .map(([l, v]) => `${x(l).toFixed(1)},${y(v).toFixed(1)}`)
      .join(" ")}"/>`;
  // the lit one last, on top of the others
  const lines = view.lines.toSorted((a, b) => (a.key === view.lit) - (b.key === view.lit));
  const parts = [
    `<clipPath id="curves-plot"><rect x="${x(0) - 2}" y="${y(high)}" width="${x(1) - x(0) + 4}" height="${floor - y(high) + 2}"/></clipPath>`,
    ...view.ticks.map(
      (v) =>
        `<line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(v)}" y2="${y(v)}"/>` +
        `<text x="${x(0) - 7}" y="${y(v) + 4}" text-anchor="end">${v}</text>`,
    ),
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (l) => `<text x="${x(l)}" y="${floor + 28}" text-anchor="${l === 1 ? "end" : "middle"}">${l}</text>`,
    ),
    `<text x="${x(0.5)}" y="${floor + 47}" text-anchor="middle">${view.x}</text>`,
    `<text x="0" y="12">${view.y}</text>`,
    AE.trainedMark(view.trained, x, floor),
    `<g clip-path="url(#curves-plot)">${lines.map(line).join("")}</g>`,
    `<line class="now" x1="${x(view.level)}" x2="${x(view.level)}" y1="${y(high)}" y2="${floor}"/>`,
    `<text class="level" x="${x(view.level)}" y="${y(high) - 6}" text-anchor="middle">${view.level.toFixed(2)}</text>`,
    AE.curveName(lines.at(-1), view, x, y),
  ];
  if (view.own !== null) {
    const at = Math.min(high, Math.max(low, view.own));
    parts.push(`<circle class="own" cx="${x(view.level)}" cy="${y(at)}" r="6"/>`);
  }
  box.innerHTML = `<svg width="${width}" height="${height}" aria-hidden="true">${parts.join("")}</svg>`;
};

// Under the axis: a bar along all levels, or a triangle at the one.
AE.trainedMark = (trained, x, floor) => {
  if (!trained) return "";
  const [from, to] = trained.map(x);
  if (from < to) return `<rect class="trained-at" x="${from}" y="${floor + 6}" width="${to - from}" height="3"/>`;
  return `<path class="trained-at" d="M${from} ${floor + 3} l5 8 h-10 z"/>`;
};

// The name stands at an end of its line, away from the current level.
AE.curveName = ({ key, points }, { lit, name, level, range: [low, high] }, x, y) => {
  if (key !== lit) return "";
  const l = level > 0.7 ? 0.4 : 1;
  const v = AE.curveAt(points, l);
  if (v === null) return "";
  const above = y(Math.min(high, Math.max(low, v))) - 9;
  const at = above < y(high) + 12 ? above + 28 : above;
  return `<text class="name" x="${x(l)}" y="${at}" text-anchor="${l === 1 ? "end" : "middle"}">${name}</text>`;
};

// The key of the line nearest to the pointer.
AE.nearestCurve = (box, view, event) => {
  const { x, y, level } = AE.curveFrame(box, view.range);
  const frame = box.getBoundingClientRect();
  const at = Math.min(1, Math.max(0, level(event.clientX - frame.left)));
  const far = ({ points }) => {
    const value = AE.curveAt(points, at);
    return value === null ? Infinity : Math.abs(y(value) - (event.clientY - frame.top));
  };
  const near = view.lines.reduce((a, b) => (far(b) < far(a) ? b : a));
  return far(near) < 40 ? near.key : null;
};
