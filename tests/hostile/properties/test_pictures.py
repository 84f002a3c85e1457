"""Any file: a digit in its range, or one of three problems."""

import io
import struct
import time
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.data.photos import MAX_SIDE
from ae_core.data.strokes import from_strokes
from tests.hostile.properties.strategies import damaged, tried
from tests.hostile.properties.test_strokes import is_picture
from ui.live import uploads
from ui.problems import Problem

SECONDS = 3.0  # of the processor, for one file at most


def grey() -> Image.Image:
    """A three in ink on paper, 112 x 112."""
    digit = from_strokes(stroke_digits.variants(3)[0])
    return Image.fromarray((255 - 255 * digit.repeat(4, 0).repeat(4, 1)).astype(np.uint8))


def file_of(picture: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def sixteen_bits(light: int = 257) -> Image.Image:
    return Image.fromarray(np.asarray(grey()).astype(np.uint16) * light)


def turned() -> bytes:
    """A JPEG that lies on its side and says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return file_of(grey().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)


FILES = {
    "grey PNG": file_of(grey(), "PNG"),
    "PNG of 1 bit": file_of(grey().convert("1", dither=Image.Dither.NONE), "PNG"),
    "PNG of 16 bits": file_of(sixteen_bits(), "PNG"),
    "PNG with a palette": file_of(grey().convert("P"), "PNG"),
    "PNG with a hole": file_of(Image.merge("LA", (grey(), grey().point(lambda v: 255 - v))), "PNG"),
    "PNG with notes": file_of(grey(), "PNG", icc_profile=b"x" * 300, exif=Image.Exif().tobytes()),
    "interlaced PNG": file_of(grey().convert("RGB"), "PNG", interlace=1),
    "JPEG": file_of(grey(), "JPEG"),
    "progressive JPEG": file_of(grey().convert("RGB"), "JPEG", progressive=True),
    "JPEG for the press": file_of(grey().convert("CMYK"), "JPEG"),
    "JPEG on its side": turned(),
    "WebP": file_of(grey(), "WEBP"),
    "animated WebP": file_of(
        grey().convert("RGB"), "WEBP", save_all=True, append_images=[grey().convert("RGB")]
    ),
    "GIF": file_of(grey(), "GIF"),
    "animated GIF": file_of(grey(), "GIF", save_all=True, append_images=[grey().rotate(90)]),
    "BMP": file_of(grey(), "BMP"),
}
KEYS = {"bad_picture", "blank_picture", "picture_too_big", "picture_too_large"}


def decoded(content: bytes):
    """What becomes of a file, within its time: a picture, or the key of a problem."""
    start = time.process_time()
    upload, problem = tried(Problem, uploads.decode, content)
    picture = upload and upload.picture
    assert time.process_time() - start < SECONDS
    assert problem.key in KEYS if problem else is_picture(picture)
    return problem.key if problem else picture


@pytest.mark.parametrize("content", FILES.values(), ids=list(FILES))
def test_every_kind_of_file_is_the_same_digit(content):
    assert np.abs(decoded(content) - decoded(FILES["grey PNG"])).mean() < 0.03


def test_a_dark_scan_of_16_bits_keeps_its_greys():
    """Its paper is at 12,000 of 65,535: all of it is lighter than the 255 of 8 bits."""
    content = file_of(sixteen_bits(40).point(lambda v: v + 2000), "PNG")
    assert np.abs(decoded(content) - decoded(FILES["grey PNG"])).mean() < 0.02


@given(st.binary(max_size=300) | st.sampled_from([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF"]))
def test_random_bytes_are_not_a_picture(content):
    assert isinstance(decoded(content), str)


@given(st.data(), st.sampled_from(list(FILES)))
def test_a_damaged_file_is_a_picture_or_a_problem(data, name):
    decoded(data.draw(damaged(FILES[name])))


@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]),
    st.integers(0, 2**32 - 1),
)
def test_any_pixels_are_a_digit_or_none(width, height, mode, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    if mode == "I;16":
        picture = Image.fromarray(pixels.view(np.uint16)[..., 0])
    else:
        picture = Image.fromarray(pixels).convert("RGB" if mode == "P" else mode).convert(mode)
    found = decoded(file_of(picture, "PNG"))
    assert found == "blank_picture" or is_picture(found)


# ---- small files that unpack to large pictures ----


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(width: int, height: int, rows: int) -> bytes:
    """A white PNG that says to be so large and holds so many rows."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * width) * rows if rows else b"", 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    )


@given(st.integers(MAX_SIDE + 1, 2**31 - 1), st.integers(1, 2**31 - 1), st.booleans())
def test_a_header_with_too_many_pixels_is_refused_before_decoding(width, height, tall):
    start = time.process_time()
    content = png(*((height, width) if tall else (width, height)), rows=0)
    assert decoded(content) == "picture_too_large"
    assert time.process_time() - start < 0.5


def test_a_bomb_of_10_000_by_10_000_pixels_is_refused_before_decoding():
    content = png(10_000, 10_000, rows=10_000)
    assert len(content) < 150_000
    start = time.process_time()
    assert decoded(content) == "picture_too_large"
    assert time.process_time() - start < 0.2


def test_the_largest_allowed_picture_is_decoded_in_time():
    assert decoded(png(MAX_SIDE, MAX_SIDE, rows=MAX_SIDE)) == "blank_picture"


def test_a_file_of_too_many_bytes_is_not_opened():
    assert decoded(FILES["BMP"] + bytes(uploads.MAX_BYTES)) == "picture_too_big"
