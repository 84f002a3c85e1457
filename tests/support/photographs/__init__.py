"""Photographs and odd files of a digit, each with one fault, and each the bytes of a file.

Nearly all are made here, from the built-in strokes. Two are kept as files: `pen_on_squares`, a
drawn digit, and `glyph`, of a font.
"""

import io
import struct
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ae_core.data import stroke_digits
from tests.support.drawings import painted

FOLDER = Path(__file__).parent
PAPER, INK = 235, 40  # grey values, of 255
_NOTE_AT = 33  # where the first chunk of a PNG ends; notes on the picture may follow


@cache
def _two() -> np.ndarray:
    return _written(stroke_digits.variants(2)[2], 520, 42)


@cache
def _five() -> np.ndarray:
    """Its flag stands apart."""
    body, flag = stroke_digits.variants(5)[3]
    return _written([body, [(x + 0.15, y) for x, y in flag]], 600, 44)


def _written(strokes, side: int, pen: int) -> np.ndarray:
    """Where the ink is, a little out of focus: float64 (side, side) in [0, 1]."""
    corner = (side - 320) / 2
    sharp = Image.fromarray(painted(strokes, side, 320, (corner, corner), pen))
    return np.asarray(sharp.filter(ImageFilter.GaussianBlur(2.5))) / 255


def _inked(cover: np.ndarray, paper=PAPER, ink=INK) -> np.ndarray:
    return paper + (ink - paper) * cover


def _file(pixels: np.ndarray, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    _picture(pixels).save(file, kind, **options)
    return file.getvalue()


def _picture(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels.round().astype(np.uint8))


def _noted(kind: bytes, note: bytes, flip: int = 0) -> bytes:
    """A picture in RGB with one more chunk, some bits of whose checksum are flipped."""
    picture = _file(np.stack([_inked(_two())] * 3, axis=-1))
    checksum = zlib.crc32(kind + note) ^ flip
    chunk = struct.pack(">I", len(note)) + kind + note + struct.pack(">I", checksum)
    return picture[:_NOTE_AT] + chunk + picture[_NOTE_AT:]


def clean_two() -> bytes:
    return _file(_inked(_two()))


def clean_five() -> bytes:
    return _file(_inked(_five()))


def squared() -> bytes:
    """Fine squares, lighter than the pen."""
    return _file(_inked(_five(), np.minimum(_lines(), _lines().T)))


def lined() -> bytes:
    """Lines as light, only across."""
    return _file(_inked(_five(), _lines()))


def _lines() -> np.ndarray:
    """Paper with lines of 2 pixels, 40 apart."""
    across = (np.arange(600) % 40 // 2 == 10)[:, None]
    return np.where(across, 170, np.full((600, 600), PAPER))


def on_a_table() -> bytes:
    """A light sheet on a dark table, which is seen on all sides."""
    return _file(np.pad(_inked(_five()), 100, constant_values=60))


def shadow() -> bytes:
    """A hard shadow across the digit, half as bright."""
    y, x = np.mgrid[-0.5:0.5:600j, -0.5:0.5:600j]
    dark = 1 / (1 + np.exp((0.05 - x - y) / 0.02))
    return _file(_inked(_five()) * (1 - 0.5 * dark))


def framed() -> bytes:
    """A form field's frame."""
    form = _picture(_inked(_five(), 255, 0))
    ImageDraw.Draw(form).rectangle((20, 20, 579, 579), outline=0, width=2)
    return _file(np.asarray(form))


def vignette() -> bytes:
    """Corners at 40 % of the light."""
    y, x = np.mgrid[-0.5:0.5:520j, -0.5:0.5:520j]
    return _file(_inked(_two()) * (1 - 0.6 * 2 * (x**2 + y**2)))


def red_on_green() -> bytes:
    """Red on green of equal lightness."""
    cover = _two()[:, :, None]
    return _file(_inked(cover, np.array([40, 130, 119]), np.array([200, 60, 60])))


def punched() -> bytes:
    """A punch hole at the left edge."""
    sheet = _picture(_inked(_two()))
    ImageDraw.Draw(sheet).ellipse((8, 246, 36, 274), fill=60)
    return _file(np.asarray(sheet))


def ten_bits() -> bytes:
    """A PNG of 16 bits that holds values up to 1,023 only."""
    file = io.BytesIO()
    Image.fromarray(_inked(_two(), 941, 163).astype(np.uint16)).save(file, "PNG")
    return file.getvalue()


def broken_exif() -> bytes:
    """Nonsense in its EXIF."""
    return _noted(b"eXIf", bytes.fromhex("0008000201120003"))


def long_text() -> bytes:
    """3 MB of text in 3 kB."""
    text = b"<x>" + b"y" * 3_000_000 + b"</x>"
    return _noted(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(text, 9))


def wrong_checksum() -> bytes:
    """In a chunk that says nothing of the pixels."""
    return _noted(b"gAMA", struct.pack(">I", 45_455), flip=1 << 24)


def animation() -> bytes:
    """An empty frame, half of the digit, and all of it."""
    half = np.where(np.arange(520)[:, None] < 260, _two(), 0)
    later = [_picture(_inked(cover)) for cover in (half, _two())]
    empty = np.zeros((520, 520))
    return _file(_inked(empty), "GIF", save_all=True, append_images=later, duration=200)


def avif() -> bytes:
    """A picture that the browser can show, and the server does not take."""
    return _file(np.stack([_inked(_two())] * 3, axis=-1), "AVIF")


def four_and_two() -> bytes:
    """Two digits; the four, on the left, has the finer pen."""
    four = _written(stroke_digits.variants(4)[3], 520, 29)
    return _file(np.hstack([_inked(four), _inked(_two())]))


def pen_on_squares() -> bytes:
    """A three in a grey pen, 90, on squares whose lines are 185."""
    return (FOLDER / "grid_pen90_line185.jpg").read_bytes()


def glyph() -> bytes:
    """A bold eight of a font, trimmed, on a transparent ground."""
    return (FOLDER / "eight_bold.png").read_bytes()
