"""What decoding pictures in a process of its own costs, and why a thread would not do.

    python -m benchmarks.decode [--rounds 200]

Here and there take turns on the same photos. The fastest round counts: two processes wait more than
one for a processor that others use. Asked: a photo takes at most three times as long as here.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PIL import Image

from app.config import Settings
from app.decoding.pool import Decoders
from benchmarks.machine import describe_machine
from models import open_picture

RESULTS = Path(__file__).parent / "results" / "decode.json"
SAMPLES = Path(__file__).parent.parent / "samples" / "pictures"
ENOUGH = 260  # pixels, what the default image encoder looks at
MOST_TIMES = 3
LARGE_SIDE = 2000  # pixels
SCANS = 1000


def main() -> None:
    """Measures, prints and keeps the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    decoders = Decoders.of(Settings())
    photo = (SAMPLES / "airplane.jpg").read_bytes()
    figures: dict[str, object] = {"first picture, with the start": seconds_of(decoders, photo)}
    figures["memory of a decoder in MB"] = psutil.Process().children()[0].memory_info().rss >> 20
    for name, content in {"small photo": photo, "12-megapixel photo": large_photo()}.items():
        here, there = take_turns(decoders, content, rounds)
        figures[name] = {"here": here, "there": there}
        if there > MOST_TIMES * here:
            figures["missed"] = name
    figures[f"progressive JPEG of {SCANS} scans, here"] = timed(lambda: open_picture(many_scans()))
    decoders.close()
    kept = {"machine": describe_machine(), "seconds": figures}
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
    sys.exit("missed" in figures)


def take_turns(decoders: Decoders, content: bytes, rounds: int) -> tuple[float, float]:
    """Returns the least seconds here and in a decoder."""
    here, there = [], []
    for _ in range(rounds):
        here.append(timed(lambda: open_picture(content, enough=ENOUGH)))
        there.append(seconds_of(decoders, content))
    return min(here), min(there)


def seconds_of(decoders: Decoders, content: bytes) -> float:
    """Returns how long a decoder takes."""
    return timed(lambda: decoders.decode(content, ENOUGH))


def timed(work: Callable[[], object]) -> float:
    """Returns the seconds that something takes."""
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 5)


def large_photo() -> bytes:
    """Returns a JPEG of 12 megapixels."""
    with Image.open(SAMPLES / "airplane.jpg") as opened:
        return saved(opened.convert("RGB").resize((4000, 3000)))


def many_scans() -> bytes:
    """Returns a progressive JPEG whose last scan stands there again and again."""
    content = saved(Image.new("L", (LARGE_SIDE, LARGE_SIDE), 128), progressive=True)
    last = content.rfind(b"\xff\xda")
    return content[:last] + content[last:-2] * SCANS + content[-2:]


def saved(image: Image.Image, *, progressive: bool = False) -> bytes:
    """Returns the bytes of a JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", progressive=progressive)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
