"""Group connected pieces of ink into digits: join what is broken, leave out what is no digit.

Left out are dust, blots such as punch holes, and frames around the digit.
"""

from typing import NamedTuple

import numpy as np

PALE = 0.25  # a pixel with more ink than this belongs to a piece: the pale edge of a stroke does
_INKED = 0.5  # with more ink than this, and so more ink than paper, it counts as inked
_MOST = 12  # only so many of the largest pieces are considered
_DUST = 0.02  # a piece with less than this share of the largest one's ink is dust
_JOINED = 0.22  # a part of a digit may stand apart by up to this share of its size
_APART = 0.1  # two tall pieces side by side are two digits from this share of their height on
_THIN = 0.5  # long lines thinner than this share of the pen's width are printed
_LARGE = 128  # pixels; only in pictures from this size on are specks and blots looked for
_SPECK = 0.05  # pieces below this share of the picture's longer side are specks
_BLOT = 0.5  # pieces whose strokes are wider than this share of their size are blots or holes
_TALL = 0.55  # a second digit has at least this share of the first one's size …
_HEAVY = 0.25  # … and this share of its ink
_ALIKE = 0.55  # side by side, two pieces of heights with this ratio or more may be two digits
_ABREAST = 0.3  # pieces that overlap by less than this share of the narrower's width are abreast
_LONG = 0.5  # a line is long from this share of the digit's size on
_THIN_FRAME = 0.2  # a frame fills less than this share of its box; a digit's loop fills more
_OFF_MIDDLE = 0.5  # the share of its weight that ink loses on the way from the middle to the edge
_CUT_OFF = 0.2  # what the edge cuts off counts only so much: most likely it is no whole digit


class Group(NamedTuple):
    """The pieces of one digit; at first a single piece.

    Attributes:
        labels: of its pieces.
        box: x0, y0, x1, y1 in pixels; x1 and y1 are the first outside it.
        mass: how many pixels are inked.
        width: of its strokes, in pixels.
    """

    labels: tuple[int, ...]
    box: tuple[int, int, int, int]
    mass: float
    width: float

    @property
    def size(self) -> int:
        """The longer side of the box, in pixels."""
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


def group(ink: np.ndarray, even: bool) -> tuple[np.ndarray, list[Group]]:
    """Find the digits in a picture of ink.

    Args:
        ink: float (h, w) in [0, 1]. Left unchanged.
        even: whether the paper was evenly lit and not ruled. Else the ink holds remains of light
            and lines, and pieces that the picture's edge cuts off are left out.

    Returns:
        The labels of the pieces, int (h, w), and the digits, the one that stands out most first;
        [] if there are none.
    """
    from scipy import ndimage

    labels, count = ndimage.label(ink > PALE, np.ones((3, 3)))
    index = np.arange(1, count + 1)
    dark = ndimage.sum_labels(ink > _INKED, labels, index)
    if not count or not dark.any():
        return labels, []
    # inside a stroke of width w the mean distance to its edge is w / 4
    widths = 4 * ndimage.mean(ndimage.distance_transform_edt(labels > 0), labels, index) - 2
    boxes = ndimage.find_objects(labels)
    order = [int(i) for i in np.argsort(-dark)[:_MOST] if dark[i] >= max(1, _DUST * dark.max())]
    pieces = [
        Group((i + 1,), (b[1].start, b[0].start, b[1].stop, b[0].stop), dark[i], widths[i])
        for i in order
        for b in [boxes[i]]
    ]
    if not even:
        pieces = [piece for piece in pieces if not _is_cut_off(piece, ink.shape)]
    digits = _join(_without_frames(pieces, labels), labels)
    if max(ink.shape) >= _LARGE:
        digits = [digit for digit in digits if _is_likely(digit, ink.shape)]
    if not digits:
        return labels, []
    digits.sort(key=lambda digit: -_weight(digit, ink.shape))
    main = digits[0]
    others = [d for d in digits[1:] if d.size >= _TALL * main.size and d.mass >= _HEAVY * main.mass]
    return labels, [main, *others]


def _is_likely(digit: Group, shape: tuple[int, int]) -> bool:
    """Whether something may be a digit: it is no speck, blot or hole."""
    return digit.size >= _SPECK * max(shape) and digit.width < _BLOT * digit.size


def _is_cut_off(digit: Group, shape: tuple[int, int]) -> bool:
    """Whether something reaches the edge of the picture."""
    x0, y0, x1, y1 = digit.box
    return x0 <= 1 or y0 <= 1 or x1 >= shape[1] - 1 or y1 >= shape[0] - 1


def _weight(digit: Group, shape: tuple[int, int]) -> float:
    """How much a digit stands out: ink counts less far from the middle and at the edge."""
    x0, y0, x1, y1 = digit.box
    off = max(abs((x0 + x1) / shape[1] - 1), abs((y0 + y1) / shape[0] - 1))
    whole = _CUT_OFF if _is_cut_off(digit, shape) else 1.0
    return digit.mass * digit.size * (1 - _OFF_MIDDLE * off) * whole


def _without_frames(pieces: list[Group], labels: np.ndarray) -> list[Group]:
    """Leave out what lies around the digit, and long lines much thinner than its pen."""
    if not pieces:
        return []
    main = max(pieces, key=lambda piece: piece.mass * piece.width)
    return [
        piece
        for piece in pieces
        if piece is main
        or not (
            _is_around(piece, main, labels)
            or (piece.width < _THIN * main.width and piece.size > _LONG * main.size)
        )
    ]


def _is_around(piece: Group, main: Group, labels: np.ndarray) -> bool:
    """Whether a piece lies around another one and is thin."""
    x0, y0, x1, y1 = piece.box
    inner = main.box
    if not (x0 < inner[0] and y0 < inner[1] and x1 > inner[2] and y1 > inner[3]):
        return False
    return float((labels[y0:y1, x0:x1] == piece.labels[0]).mean()) < _THIN_FRAME


def _join(pieces: list[Group], labels: np.ndarray) -> list[Group]:
    """Join the pieces that belong to one digit, the nearest first."""
    groups = list(pieces)
    if len(groups) < 2:
        return groups
    edges = {piece.labels[0]: _edge(piece, labels) for piece in groups}
    gaps = {
        one: {two: _gap(edges[one], edges[two]) for two in edges if two != one} for one in edges
    }
    while True:
        pairs = [
            (min(gaps[i][j] for i in one.labels for j in two.labels), one, two)
            for k, one in enumerate(groups)
            for two in groups[k + 1 :]
        ]
        pairs = [pair for pair in pairs if _belong(*pair)]
        if not pairs:
            return groups
        _, one, two = min(pairs, key=lambda pair: pair[0])
        joined = Group(
            one.labels + two.labels,
            (
                min(one.box[0], two.box[0]),
                min(one.box[1], two.box[1]),
                max(one.box[2], two.box[2]),
                max(one.box[3], two.box[3]),
            ),
            one.mass + two.mass,
            max(one.width, two.width),
        )
        groups = [g for g in groups if g is not one and g is not two] + [joined]


def _edge(piece: Group, labels: np.ndarray) -> np.ndarray:
    """At most 300 points of the outline of one piece, float32 (n, 2) as (y, x)."""
    from scipy import ndimage

    x0, y0, x1, y1 = piece.box
    mine = np.pad(labels[y0:y1, x0:x1] == piece.labels[0], 1)
    points = np.argwhere(mine & ~ndimage.binary_erosion(mine)) + np.array([y0, x0])
    return points[:: max(1, len(points) // 150)].astype(np.float32)


def _gap(one: np.ndarray, two: np.ndarray) -> float:
    """The distance between two outlines, in pixels."""
    square = ((one[:, None] - two[None]) ** 2).sum(axis=2)
    return float(np.sqrt(square.min()))


def _belong(gap: float, one: Group, two: Group) -> bool:
    """Whether two groups, `gap` pixels apart, belong to one digit."""
    if gap > _JOINED * max(one.size, two.size):
        return False
    heights = sorted(g.box[3] - g.box[1] for g in (one, two))
    beside = min(one.box[2], two.box[2]) - max(one.box[0], two.box[0])
    narrow = min(g.box[2] - g.box[0] for g in (one, two))
    if heights[0] >= _ALIKE * heights[1] and beside < _ABREAST * narrow:
        return gap < _APART * heights[1]  # two tall things side by side
    return True
