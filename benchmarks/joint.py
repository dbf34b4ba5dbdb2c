"""What the default space finds: recall, open vocabulary, arithmetic, tags, relevance.

    python -m benchmarks.joint --data DIR [--split dev]

DIR holds captioned pictures in the form of Flickr8k. Each figure is one `pixword evaluate` command,
run as a user runs it; the photos of everyday things are those that scikit-image ships
(`make setup-benchmarks`). The sample corpus was never trained on.
"""

import argparse
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.config import Settings
from benchmarks.machine import describe_machine
from models import Space, load_space, open_picture
from models.tagging.vocabulary import everyday_words

RESULTS = Path(__file__).parent / "results" / "joint.json"
SAMPLES = Path(__file__).parents[1] / "samples"
PHOTOS = {
    "chelsea.png": "cat",
    "coffee.png": "coffee",
    "rocket.jpg": "rocket",
    "astronaut.png": "astronaut",
}
"""Files of scikit-image, and the word that each must be tagged with."""

SHOWN = 5
ASKED = {
    "picture → caption R@1": 36.0,
    "caption → picture R@1": 28.0,
    "samples, title → picture R@5": 60.0,
    "arithmetic R@1, times the better of picture and word": 1.6,
    "arithmetic R@10, times the better of picture and word": 1.3,
}


def main() -> None:
    """Measures, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="folder of captioned pictures")
    parser.add_argument("--split", default="dev", help="split to judge on")
    options = parser.parse_args()
    figures: dict[str, Any] = {
        what: _evaluate(what, "--data", options.data, "--split", options.split)
        for what in ("joint", "arithmetic", "tags", "relevance")
    }
    figures["samples"] = _evaluate("joint", "--data", str(SAMPLES), "--split", "all")
    figures["photos"] = _tag_photos()
    RESULTS.write_text(json.dumps({"machine": describe_machine(), **figures}, indent=1) + "\n")
    reached = _reached(figures)
    for name, asked in ASKED.items():
        print(f"{name:60} {reached[name]:6.2f}   (at least {asked:g})")
    for name, tags in figures["photos"].items():
        print(f"{name:20} {', '.join(tags)}")
    missed = [name for name, asked in ASKED.items() if reached[name] < asked]
    sys.exit(f"missed: {missed}" if missed else 0)


def _evaluate(what: str, *options: str) -> dict[str, Any]:
    command = [str(Path(sys.executable).with_name("pixword")), "evaluate", what, *options, "--json"]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    result: dict[str, Any] = json.loads(printed)
    return result


def _reached(figures: dict[str, Any]) -> dict[str, float]:
    ratios = figures["arithmetic"]["ratios"]
    values = (
        figures["joint"]["i2t"]["r1"],
        figures["joint"]["t2i"]["r1"],
        figures["samples"]["t2i"]["r5"],
        ratios["r1"],
        ratios["r10"],
    )
    return dict(zip(ASKED, values, strict=True))


def _tag_photos() -> dict[str, list[str]]:
    """Returns the first tags of each photo, out of the built-in vocabulary."""
    found = find_spec("skimage")
    if found is None or found.origin is None:
        sys.exit("the photos are missing: run `make setup-benchmarks`")
    settings = Settings()
    space = load_space(settings.space, settings.compute)
    return {name: _tags(space, Path(found.origin).parent / "data" / name) for name in PHOTOS}


def _tags(space: Space, path: Path) -> list[str]:
    words = everyday_words()
    picture = space.encode_pictures([open_picture(path).image])
    scores = (picture @ space.encode_words(words).T)[0]
    return [words[row] for row in (-scores).argsort()[:SHOWN]]


if __name__ == "__main__":
    main()
