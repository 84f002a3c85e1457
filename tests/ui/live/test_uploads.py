"""Picture files: decoded to a digit, or refused; their pixels are counted before."""

import base64
import io
import json
import struct
import zlib

import numpy as np
import pytest
from PIL import GifImagePlugin, Image, ImageDraw

from ae_core.data.photos import MAX_SIDE, from_canvas
from ui.live import bare_files, picture_files, uploads
from ui.problems import Problem


def file_of(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture
def seven() -> Image.Image:
    """A black seven on white paper, 300 x 200."""
    paper = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(paper).line([(110, 50), (190, 50), (140, 160)], "black", 16, joint="curve")
    return paper


def after_head(content: bytes, head: int, notes: bytes) -> bytes:
    return content[:head] + notes + content[head:]


NOISE = np.random.default_rng(0).bytes(5000)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (0xE0, b"JFIF\0"),
        (0xE1, b"Exif\0\0" + NOISE),
        (0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\xff"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + NOISE),
        (0xE2, b"ICC_PROFILE\0"),
        (0xE2, b"ICC_PROFILE\0\x07\x03" + NOISE),
        (0xE2, b"MPF\0" + NOISE),
        (0xED, b"Photoshop 3.0\0" + NOISE),
        (0xEE, b"Adobe\0"),
        (0xFE, NOISE),
    ],
    ids=lambda value: repr(value)[:16],
)
def test_broken_notes_do_not_spoil_a_jpeg(seven, kind, body):
    note = bytes([0xFF, kind]) + struct.pack(">H", len(body) + 2) + body
    found = uploads.decode(after_head(file_of(seven, "JPEG"), 2, note)).picture
    assert np.abs(found - from_canvas(np.asarray(seven))).mean() < 0.02


@pytest.mark.parametrize(
    ("name", "body", "sound"),
    [
        *((name, NOISE, True) for name in (b"iCCP", b"iTXt", b"gAMA", b"eXIf", b"ABCD")),
        *((name, NOISE, False) for name in (b"tEXt", b"eXIf", b"tRNS", b"fcTL")),
        (b"acTL", b"\0\0\0\x02\0\0\0\0", False),
        (b"zTXt", b"a\0\0" + zlib.compress(b"0" * 20_000_000), True),
    ],
    ids=lambda value: repr(value)[:16],
)
def test_broken_notes_do_not_spoil_a_png(seven, name, body, sound):
    note = chunk(name, body)
    if not sound:
        note = note[:-1] + bytes([note[-1] ^ 1])
    found = uploads.decode(after_head(file_of(seven), 33, note)).picture
    np.testing.assert_array_equal(found, from_canvas(np.asarray(seven)))


def problem_of(content: bytes) -> str:
    with pytest.raises(Problem) as caught:
        uploads.decode(content)
    return caught.value.key


@pytest.mark.parametrize("kind", uploads.FORMATS)
def test_every_format_gives_the_same_digit(seven, kind):
    expected = from_canvas(np.asarray(seven))
    assert np.abs(uploads.decode(file_of(seven, kind)).picture - expected).mean() < 0.02


def test_a_photo_lying_on_its_side_is_turned_upright(seven):
    turned = seven.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn by 90 degrees clockwise to show"
    upright = uploads.decode(file_of(turned, "PNG", exif=exif)).picture
    assert np.abs(upright - from_canvas(np.asarray(seven))).mean() < 0.01


def chunk(name: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    checksum = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)


def png_of_16_bits(pixels: np.ndarray) -> bytes:
    """A PNG of colours as a camera writes it: uint16 (h, w, 2, 3 or 4)."""

    height, width, channels = pixels.shape
    kind = {2: 4, 3: 2, 4: 6}[channels]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("white", [1023, 4095, 65535])
@pytest.mark.parametrize("channels", [2, 3, 4])
def test_colours_of_16_bits_count_by_their_own_range(seven, channels, white):
    grey = np.asarray(seven.convert("L")) / 255 * white
    pixels = np.repeat(grey[..., None], channels, axis=2).astype(np.uint16)
    if channels != 3:
        pixels[..., -1] = 65535
    found = uploads.decode(png_of_16_bits(pixels)).picture
    assert np.abs(found - from_canvas(np.asarray(seven))).mean() < 0.02


@pytest.mark.parametrize("side", [544, 200])  # 544: a row of it has 1,632 bytes
def test_colours_of_8_bits_count_as_they_are(side):
    grey = Image.new("RGB", (side, 200), (40, 40, 40))
    pixels, _ = picture_files.pixels(picture_files.open_header(file_of(grey, "BMP")))
    assert (pixels[..., :3] == 40).all()


def test_the_frames_of_an_animation_are_not_all_read(monkeypatch):
    frames = [Image.new("L", (4, 4), shade % 250) for shade in range(300)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    read, seen = GifImagePlugin.GifImageFile._seek, []
    monkeypatch.setattr(
        GifImagePlugin.GifImageFile,
        "_seek",
        lambda picture, frame, *more: seen.append(frame) or read(picture, frame, *more),
    )
    assert picture_files.count_pixels(file.getvalue()) == 60 * 16
    picture_files.pixels(picture_files.open_header(file.getvalue()))
    assert max(seen) == 59


def in_two(file: bytes) -> tuple[bytes, bytes]:
    """A GIF of one frame, as Pillow writes it: what comes before the frame, and the frame."""
    frame = 13 + (3 << (file[10] & 7) + 1)  # after the colours
    assert file[frame] == ord(",")
    assert file[-1] == ord(";")
    return file[:frame], file[frame:-1]


def test_frames_larger_than_a_gif_says_are_counted():
    def with_second(width: int, height: int) -> bytes:
        head, first = in_two(file_of(Image.new("L", (4, 4)), "GIF"))
        _, second = in_two(file_of(Image.new("L", (width, height)), "GIF"))
        return head + first + second + b";"

    two = with_second(900, 700)
    assert picture_files.count_pixels(two) == 26 * 900 * 700  # of so many frames at most
    assert picture_files.pixels(picture_files.open_header(two))[0].shape == (700, 900, 4)
    assert problem_of(with_second(5000, 5)) == "picture_too_large"


def test_no_frame_hides_where_readers_disagree_on_the_end_of_an_extension():
    """Pillow reads on behind an empty extension: here 33 bytes, and then a frame, not a comment."""
    head, first = in_two(file_of(Image.new("L", (4, 4)), "GIF"))
    _, large = in_two(file_of(Image.new("L", (900, 700)), "GIF"))
    comment = b"!\xfe" + bytes([232]) + b"a" * 31 + b"\0" + large[:200] + b"\0"
    file = head + first + b"!\xf9\0" + comment + first + b";"
    picture = picture_files.open_header(file)
    assert picture_files.count_pixels(file) == 60 * 4 * 4
    picture_files.pixels(picture)
    assert picture.size == (4, 4)


def test_comments_in_a_gif_are_not_read():
    head, frame = in_two(file_of(Image.new("L", (40, 30), 77), "GIF"))
    file = head + b"!\xfe\x01a\x00" * 300_000 + frame + b";"
    assert bare_files.bare(file) == head + frame + b";"
    assert picture_files.count_pixels(file) == 40 * 30
    picture = picture_files.open_header(file)
    assert "comment" not in picture.info
    assert (picture_files.pixels(picture)[0][..., 0] == 77).all()


def test_what_a_moving_gif_shows_is_what_it_showed_before_its_notes_were_dropped(seven):
    file, blank = io.BytesIO(), Image.new("RGB", seven.size, "white")
    more = {"append_images": [seven, blank], "comment": b"a", "loop": 0}
    blank.save(file, "GIF", save_all=True, **more)
    pixels, later = picture_files.pixels(picture_files.open_header(file.getvalue()))
    assert later
    shown = Image.open(file)
    shown.seek(1)
    np.testing.assert_array_equal(pixels, np.asarray(shown.convert("RGBA")))


def test_a_jpeg_of_endless_scans_is_refused(seven):
    file = io.BytesIO()
    seven.convert("L").save(file, "JPEG", progressive=True)
    whole = file.getvalue()
    last = whole.rindex(b"\xff\xda")
    assert 2 < whole.count(b"\xff\xda") < 50
    more = whole[:-2] + whole[last:-2] * 50 + whole[-2:]
    assert problem_of(more) == "bad_picture"
    first = more.index(b"\xff\xda")
    assert problem_of(more[:first] + b"\xff" + more[first:]) == "bad_picture"  # a byte to fill
    assert uploads.decode(whole).picture.any()


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n"]
)
def test_a_file_that_is_not_a_picture_is_refused(content):
    assert problem_of(content) == "bad_picture"


def test_a_picture_cut_short_is_refused(seven):
    assert problem_of(file_of(seven, "JPEG")[:500]) == "bad_picture"


def test_more_than_two_megabytes_are_refused():
    assert problem_of(b"\0" * (uploads.MAX_BYTES + 1)) == "picture_too_big"


def test_a_small_file_of_many_pixels_is_refused_before_it_is_decoded():
    # a whole PNG head that promises 10,000 x 10,000 pixels: decoding would take 100 MB and more
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_001 * 100)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert problem_of(bomb) == "picture_too_large"


def test_blank_paper_holds_no_digit():
    assert problem_of(file_of(Image.new("L", (50, 50), 255))) == "blank_picture"


def test_pixels_are_counted_and_only_a_few_headers_read(monkeypatch):
    opened = []
    monkeypatch.setattr(
        picture_files, "count_pixels", lambda content: opened.append(content) or 100
    )
    file = {"file": base64.b64encode(b"a picture").decode()}
    one = json.dumps({"digit": file}).encode()
    assert uploads.count_pixels(one, live=True) == 100
    assert uploads.count_pixels(json.dumps({"data": [one.decode()]}).encode(), live=False) == 100
    # what is nowhere looked for by the handlers is not looked at
    assert (
        uploads.count_pixels(json.dumps({"digit": {}, "others": [file] * 9}).encode(), live=True)
        == 0
    )
    opened.clear()
    many = json.dumps({"data": ["data:,"] * 50_000}).encode()
    assert uploads.count_pixels(many, live=False) > MAX_SIDE**2
    assert len(opened) < 10


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 2000, b"null", b'{"digit": {"file": 3}}'])
def test_a_request_without_a_picture_has_no_pixels(body):
    assert uploads.count_pixels(body, live=True) == uploads.count_pixels(body, live=False) == 0
