"""Make the sample pictures again from the stamps of the drawing program Tux Paint."""

import argparse
import json
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
LONGEST_SIDE = 384
SMALLEST_GROWN = 200
QUALITY = 82


def scaled(picture: Image.Image) -> Image.Image:
    """Bring the longest side to `LONGEST_SIDE` pixels, either way.

    Args:
        picture: Any picture. One whose longest side is under `SMALLEST_GROWN` pixels would only
            turn blurred and stays as it is.

    Returns:
        The picture in its new size.
    """
    longest = max(picture.size)
    if longest < SMALLEST_GROWN:
        return picture
    width, height = (max(1, round(side * LONGEST_SIDE / longest)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def on_white(source: Path) -> Image.Image:
    """Read one stamp and lay it on a white ground.

    Args:
        source: A PNG file, transparent around its subject.

    Returns:
        An RGB picture, scaled by `scaled`.
    """
    with Image.open(source) as stamp:
        picture = stamp.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return scaled(ground.convert("RGB"))


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
