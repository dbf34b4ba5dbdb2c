"""Pictures that something went wrong with, on the way or on purpose."""

import io
import random

from PIL import Image

from tests.conftest import ROOT

KINDS = {
    "JPEG": {},
    "progressive JPEG": {"kind": "JPEG", "progressive": True},
    "PNG": {},
    "GIF": {},
    "BMP": {},
    "TIFF": {},
    "LZW TIFF": {"kind": "TIFF", "compression": "tiff_lzw"},
    "JPEG TIFF": {"kind": "TIFF", "compression": "jpeg"},
    "WEBP": {},
    "lossless WEBP": {"kind": "WEBP", "lossless": True},
    "AVIF": {"speed": 10},
}


def originals() -> list[bytes]:
    """Returns real pictures in every format that is read."""
    files = sorted((ROOT / "samples" / "pictures").glob("*.jpg"))
    made = []
    for i, (name, options) in enumerate(KINDS.items()):
        with Image.open(files[i]) as opened:
            buffer = io.BytesIO()
            exif = Image.Exif()
            exif[0x0112] = 6
            opened.convert("RGB").resize((96, 64)).save(
                buffer, **{"format": options.get("kind", name), "exif": exif} | _others(options)
            )
        made.append(buffer.getvalue())
    return made


def _others(options):
    return {key: value for key, value in options.items() if key != "kind"}


def mutated(count: int, seed: int = 11):
    """Yields damaged pictures, the same ones for the same seed."""
    draw = random.Random(seed)
    sources = originals()
    ways = (_flip_bits, _cut, _splice, _swap, _lengthen, _repeat, _overwrite)
    for i in range(count):
        content = sources[i % len(sources)]
        way = ways[(i // len(sources)) % len(ways)]
        yield way.__name__, way(draw, content, sources)


def _flip_bits(draw, content, _):
    flipped = bytearray(content)
    for _ in range(draw.choice([1, 1, 3, 20, 200])):
        flipped[_place(draw, flipped)] ^= 1 << draw.randrange(8)
    return bytes(flipped)


def _cut(draw, content, _):
    return content[: draw.randrange(len(content))]


def _splice(draw, content, sources):
    """The head of one picture on the rest of another."""
    other = draw.choice(sources)
    return content[: draw.randrange(1, 200)] + other[draw.randrange(len(other)) :]


def _swap(draw, content, _):
    a, b, c = sorted(draw.sample(range(len(content)), 3))
    return content[:a] + content[b:c] + content[a:b] + content[c:]


def _lengthen(draw, content, _):
    """What may be a length says something else."""
    changed = bytearray(content)
    place = _place(draw, changed)
    value = draw.choice([0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF])
    changed[place : place + 4] = value.to_bytes(4, draw.choice(["big", "little"]))
    return bytes(changed)


def _repeat(draw, content, _):
    a, b = sorted(draw.sample(range(len(content)), 2))
    return content[:b] + content[a:b] * draw.randrange(1, 9) + content[b:]


def _overwrite(draw, content, _):
    changed = bytearray(content)
    place = _place(draw, changed)
    changed[place : place + 16] = draw.randbytes(16)
    return bytes(changed)


def _place(draw, content):
    """Half of the time near the beginning, where headers are."""
    return draw.randrange(min(120, len(content)) if draw.random() < 0.5 else len(content))
