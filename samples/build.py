"""Make the sample pictures again from the stamps of the drawing program Tux Paint."""

import argparse
import json
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
LONGEST_SIDE = 384
QUALITY = 82


def on_white(source: Path) -> Image.Image:
    """Read one stamp and lay it on a white ground.

    Args:
        source: A PNG file, transparent around its subject.

    Returns:
        An RGB picture, its longest side at most `LONGEST_SIDE` pixels; smaller ones are not grown.
    """
    with Image.open(source) as stamp:
        picture = stamp.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    flat = ground.convert("RGB")
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return flat


def build(stamps: Path, samples: Path = HERE) -> int:
    """Write the picture of every line of `samples.jsonl`.

    Args:
        stamps: The folder that the "origin" of a line is relative to.
        samples: The folder of `samples.jsonl`, under which the pictures are written.

    Returns:
        How many pictures were written.
    """
    lines = (samples / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        sample = json.loads(line)
        target = samples / sample["image"]
        target.parent.mkdir(parents=True, exist_ok=True)
        on_white(stamps / sample["origin"]).save(target, "JPEG", quality=QUALITY, optimize=True)
    return len(lines)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stamps", type=Path, help="the package's folder usr/share/tuxpaint/stamps")
    print(f"{build(parser.parse_args().stamps)} pictures written")


if __name__ == "__main__":
    main()
