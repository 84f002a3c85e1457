"""What of a picture file its pixels need; all else is dropped unread.

Notes, profiles and comments may be broken, or so many that reading them takes minutes. A small file
can also hold more work than its header says: frames larger than the picture, or thousands of scans.
"""

import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"  # how a file begins
_JPEG = b"\xff\xd8"
_GIF = (b"GIF87a", b"GIF89a")
# The chunks of a PNG that its pixels need.
_NEEDED_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT", b"eXIf")
# The segments of a JPEG before its pixels that are notes, and dropped. Exif (0xE1) is kept, as it
# says which way is up; so are the two that say how colours are coded, if they are whole.
_NOTES = {*range(0xE0, 0xF0), 0xFE} - {0xE1}
_COLOURS = (0xE0, 0xEE)
_LEAST_COLOURS = 14  # bytes of a whole one
_MOST_SEGMENTS = 1000  # what follows these is left as it is
_SCAN = 0xDA  # the segment at which the pixels begin
_MOST_SCANS = 50  # cameras write one, programs up to about a dozen; each passes over all pixels
# The blocks of a GIF: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
_EXTENSION, _FRAME, _END = 0x21, 0x2C, 0x3B
# The extension that its pixels need: what is transparent, and what stays. How it begins, and its
# length: readers disagree about where another one ends.
_CONTROL, _CONTROL_BYTES = b"!\xf9\x04", 8


def bare(content: bytes) -> bytes:
    """A PNG, JPEG or GIF with only what its pixels need; any other file as it is.

    Raises:
        ValueError: if a JPEG has more than `_MOST_SCANS` scans.
    """
    if content.startswith(_PNG):
        return _bare_png(content)
    if content.startswith(_GIF):
        return _bare_gif(content)
    return _bare_jpeg(content) if content.startswith(_JPEG) else content


def _bare_png(content: bytes) -> bytes:
    """A PNG with the chunks that its pixels need; optional ones only if their checksum is right."""
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        chunk = content[at : at + size + 12]
        optional = kind[:1].islower()  # by definition of the format
        if kind in _NEEDED_CHUNKS and (not optional or _is_sound(chunk)):
            kept.append(chunk)
        at += size + 12
    return b"".join(kept)


def _is_sound(chunk: bytes) -> bool:
    return zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:], "big")


def _bare_jpeg(content: bytes) -> bytes:
    """A JPEG without the notes before its pixels."""
    kept, at = [_JPEG], len(_JPEG)
    for _ in range(_MOST_SEGMENTS):
        if at + 4 > len(content):
            break
        mark, kind, size = struct.unpack_from(">BBH", content, at)
        if mark == kind == 0xFF:  # before a segment there may be any number of these bytes
            at += 1
            continue
        if mark != 0xFF or kind == _SCAN:
            break
        if kind not in _NOTES or (kind in _COLOURS and size >= _LEAST_COLOURS):
            kept.append(content[at : at + size + 2])
        at += size + 2
    rest = b"".join(kept) + content[at:]
    if rest.count(bytes((0xFF, _SCAN))) > _MOST_SCANS:  # pixels never hold these two bytes
        raise ValueError(f"Expected a JPEG of at most {_MOST_SCANS} scans")
    return rest


def _bare_gif(content: bytes) -> bytes:
    """A GIF with its frames alone, whose header states a size that holds all of them."""
    at = 13 + _table(content[10:11])
    kept, sides = [content[13:at]], [struct.unpack_from("<HH", content.ljust(10), 6)]
    while at < len(content) and content[at] != _END:
        begin, kind = at, content[at]
        if kind == _FRAME and at + 10 <= len(content):
            left, top, width, height = struct.unpack_from("<4H", content, at + 1)
            sides.append((left + width, top + height))
            at = _past_blocks(content, at + 11 + _table(content[at + 9 : at + 10]))
            kept.append(content[begin:at])
        elif kind == _EXTENSION:
            at = _past_blocks(content, at + 2)
            if content.startswith(_CONTROL, begin) and at == begin + _CONTROL_BYTES:
                kept.append(content[begin:at])
        else:  # readers pass over what belongs to no block
            at += 1
    width, height = (min(0xFFFF, max(side)) for side in zip(*sides, strict=True))
    head = content[:6] + struct.pack("<HH", width, height) + content[10:13]
    return b"".join((head, *kept, bytes((_END,))))


def _table(flags: bytes) -> int:
    """The bytes of the colours that follow, by the flags of a GIF's header or of a frame."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _past_blocks(content: bytes, at: int) -> int:
    """Where a GIF goes on after the blocks of data at a place; each begins with its length."""
    while at < len(content) and content[at]:
        at += content[at] + 1
    return at + 1
