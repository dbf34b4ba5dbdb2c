"""Small files that ask for much: memory, time, or recursion."""

import io
import random
import struct
import zlib

from PIL import Image


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int, *chunks: bytes, data: bytes = b"", colour: int = 2) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    body = b"".join(chunks) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


def small_png(*chunks: bytes) -> bytes:
    return png(8, 8, *chunks, data=zlib.compress((b"\0" + b"\x80" * 24) * 8))


def many_scans(side: int, scans: int) -> bytes:
    """A progressive JPEG whose last scan stands there again and again."""
    content = saved(Image.new("L", (side, side), 128), "JPEG", progressive=True)
    last = content.rfind(b"\xff\xda")
    return content[:last] + content[last:-2] * scans + content[-2:]


def tiff(entries: list[tuple[int, int, int, int]], following: int = 0) -> bytes:
    """A TIFF of one directory at byte 8; an entry is tag, type, count, value."""
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", following) + b"\0" * 64


def tiff_of(width: int, height: int, *more: tuple[int, int, int, int], following: int = 0) -> bytes:
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1)]
    entries += [(262, 3, 1, 1), (277, 3, 1, 1), *more]
    return tiff(sorted(entries), following)


def huge_jpeg() -> bytes:
    content = bytearray(saved(Image.new("RGB", (16, 16)), "JPEG"))
    frame = content.find(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(content)


def huge_bmp(compression: int) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, 30_000, 30_000, 1, 8, compression, 0, 0, 0, 256, 0)
    palette = b"\0" * 1024
    offset = 14 + len(header) + len(palette)
    runs = b"\xff\x01" * 1000 + b"\0\1"
    head = b"BM" + struct.pack("<IHHI", offset + len(runs), 0, 0, offset)
    return head + header + palette + runs


def rle_bmp(side: int) -> bytes:
    """A BMP within the pixel limit whose runs are shorter than they say."""
    header = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, 0, 0, 0, 256, 0)
    offset = 14 + len(header) + 1024
    runs = (b"\xff\x01" * (side // 255) + b"\0\0") * side
    head = b"BM" + struct.pack("<IHHI", offset + len(runs), 0, 0, offset)
    return head + header + b"\0" * 1024 + runs


def huge_gif(frames: int = 1) -> bytes:
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x08\x01\x00\x00"
    head = b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + b"\0" * 6
    return head + frame * frames + b";"


def huge_webp() -> bytes:
    side = 16_383
    bits = (side - 1) | (side - 1) << 14
    body = b"VP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", bits) + b"\0"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def exif_loop() -> bytes:
    """A JPEG whose EXIF directories name each other."""
    pointer = struct.pack("<HHII", 0x8769, 4, 1, 8)
    directory = struct.pack("<H", 1) + pointer + struct.pack("<I", 8)
    exif = b"Exif\0\0II*\0" + struct.pack("<I", 8) + directory
    return saved(Image.new("RGB", (16, 16)), "JPEG", exif=exif)


def frames(kind: str, count: int) -> bytes:
    pictures = [Image.new("RGB", (40, 30), (i % 256, 90, 30)) for i in range(count)]
    return saved(pictures[0], kind, save_all=True, append_images=pictures[1:])


def bombs() -> dict[str, bytes]:
    zeros = zlib.compress(bytes(60_000_000), 1)
    draw = random.Random(7)
    icc = zlib.compress(bytes(30_000_000), 1)
    return {
        "PNG of 3.6 gigapixels": png(60_000, 60_000),
        "PNG of 400 megapixels of zeros": png(20_000, 20_000, data=zeros),
        "PNG at the limit": png(8900, 8900, data=zlib.compress(bytes(8900 * 26_701), 1)),
        "PNG with alpha": png(4000, 4000, data=zlib.compress(bytes(4000 * 16_001), 1), colour=6),
        "PNG of one line": png(20_000_000, 1, data=zlib.compress(bytes(60_000_001), 1)),
        "PNG with a compressed text": small_png(chunk(b"zTXt", b"a\0\0" + zeros)),
        "PNG with many compressed texts": small_png(
            *[chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 1_000_000))] * 400
        ),
        "PNG with an international text": small_png(chunk(b"iTXt", b"a\0\1\0\0\0" + zeros)),
        "PNG with a large profile": small_png(chunk(b"iCCP", b"icc\0\0" + icc)),
        "PNG with more data than pixels": png(8, 8, data=zeros),
        "PNG of a million empty chunks": small_png(chunk(b"IDAT", b"") * 300_000),
        "PNG that says a chunk of 4 GB": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT" + b"x" * 99,
        "APNG of many frames": frames("PNG", 100),
        "JPEG of 4 gigapixels": huge_jpeg(),
        "progressive JPEG of 2,000 scans": many_scans(1500, 2000),
        "progressive JPEG of 50,000 scans": many_scans(800, 50_000),
        "JPEG whose EXIF loops": exif_loop(),
        "JPEG with a profile of noise": saved(
            Image.new("RGB", (64, 64)), "JPEG", icc_profile=draw.randbytes(600_000)
        ),
        "GIF of 4 gigapixels": huge_gif(),
        "GIF of many large frames": huge_gif(10_000),
        "GIF of many frames": frames("GIF", 100),
        "WebP of 268 megapixels": huge_webp(),
        "WebP of many frames": frames("WEBP", 50),
        "BMP of 900 megapixels": huge_bmp(0),
        "BMP of 900 megapixels in runs": huge_bmp(1),
        "BMP in runs within the limit": rle_bmp(4000),
        "TIFF of 16 exapixels": tiff_of(2**32 - 1, 2**32 - 1),
        "TIFF whose directories loop": tiff_of(64, 64, (273, 4, 1, 8), (279, 4, 1, 9), following=8),
        "TIFF of huge tiles": tiff_of(
            64, 64, (322, 4, 1, 2**31), (323, 4, 1, 2**31), (324, 4, 1, 8), (325, 4, 1, 64)
        ),
        "TIFF of a directory of 65,535 entries": b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 400_000,
        "TIFF that says a value of 4 GB": tiff_of(64, 64, (270, 2, 2**32 - 1, 8)),
        "TIFF of many pages": frames("TIFF", 50),
        "AVIF at the limit": saved(Image.new("RGB", (2048, 2048)), "AVIF", speed=10),
    }
