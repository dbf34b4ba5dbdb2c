"""`pixword evaluate arithmetic`: refusals, known answers, and real data."""

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import ROOT, make_picture

SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
CUTS = {"r1", "r5", "r10"}


@pytest.fixture
def data(tmp_path):
    """Walls of four colours: taking one from a picture and adding another finds the other wall."""
    folder = tmp_path / "walls"
    folder.mkdir()
    rows = []
    for name in ("red", "green", "blue", "yellow"):
        (folder / f"{name}.png").write_bytes(make_picture(name))
        rows.append({"image": f"{name}.png", "captions": [f"a {name} wall"], "split": "dev"})
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def judge(pixword, data, *options):
    run = pixword("evaluate", "arithmetic", "--data", data, "--json", *options)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_data_that_cannot_be_judged_is_one_clear_error(pixword, data, tmp_path):
    nothing = pixword("evaluate", "arithmetic", "--data", tmp_path / "none")
    assert (nothing.returncode, "there is no folder" in nothing.stderr) == (1, True)
    split = pixword("evaluate", "arithmetic", "--data", data, "--split", "test")
    assert (split.returncode, "no split 'test'" in split.stderr) == (1, True)
    rows = [{"image": "red.png", "caption": "red"}, {"image": "blue.png", "caption": "a dog"}]
    (data / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    words = pixword("evaluate", "arithmetic", "--data", data, "--split", "all")
    assert (words.returncode, "no two can be swapped" in words.stderr) == (1, True)
    rows = [{"image": "red.png", "caption": "a cat"}, {"image": "blue.png", "caption": "a dog"}]
    (data / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    scenes = pixword("evaluate", "arithmetic", "--data", data, "--split", "all")
    assert (scenes.returncode, "one scene with another thing" in scenes.stderr) == (1, True)
    assert "Traceback" not in words.stderr + scenes.stderr
    (data / "rows.jsonl").write_text('{"image": "red.png"}')
    bare = pixword("evaluate", "arithmetic", "--data", data, "--split", "all")
    assert (bare.returncode, "Traceback" in bare.stderr) == (1, False)


@pytest.mark.parametrize("option", [("--weight", "-1"), ("--shared-share", "2")])
def test_options_out_of_bounds_are_refused(pixword, data, option):
    assert pixword("evaluate", "arithmetic", "--data", data, *option).returncode == 2


def test_walls_of_other_colours_are_found(pixword, data, tmp_path):
    plot = tmp_path / "arithmetic.png"
    printed = judge(pixword, data, "--plot", plot)
    assert printed["arithmetic"] == {"r1": 100.0, "r5": 100.0, "r10": 100.0}
    assert set(printed["baselines"]) == {"image", "word", "swapped_caption"}
    assert all(set(own) == CUTS for own in printed["baselines"].values())
    assert printed["baselines"]["image"]["r1"] < 100
    assert printed["lambda"] == 1.0
    assert (printed["n_queries"], printed["n_transformations"]) == (12, 12)
    assert len(printed["curve"]) == 41
    with Image.open(plot) as picture:
        assert picture.format == "PNG"


def test_the_weight_can_be_chosen(pixword, data):
    printed = judge(pixword, data, "--weight", "0")
    assert printed["lambda"] == 0.0
    assert printed["arithmetic"] == printed["baselines"]["image"]


def test_stricter_scenes_leave_fewer_queries(pixword, data):
    rows = [json.loads(line) for line in (data / "rows.jsonl").read_text().splitlines()]
    for row in rows[:2]:
        row["captions"] = [row["captions"][0] + " by a mirror and a candle"]
    (data / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    loose = judge(pixword, data, "--shared-share", "0")["n_queries"]
    assert (loose, judge(pixword, data, "--shared-share", "1")["n_queries"]) == (12, 8)


def test_the_table_shows_the_same(pixword, data):
    table = pixword("evaluate", "arithmetic", "--data", data, COLUMNS="200").stdout
    printed = judge(pixword, data)
    row = next(line for line in table.splitlines() if "picture - old + new word" in line)
    assert "100" in row
    row = next(line for line in table.splitlines() if "picture alone" in line)
    assert f" {printed['baselines']['image']['r1']:g} " in row
    assert "12 queries, averaged over 12 swaps; λ = 1" in table


def test_shipped_heads_on_flickr8k(pixword, shared_cache, long):
    if not long:
        pytest.skip("takes more than a minute: make test-long")
    data = SHARED / "flickr8k"
    if not data.is_dir():
        pytest.skip(f"Flickr8k is not at {data}; SHARED_DATA says where it is")
    settings = {"PIXWORD_SPACE": "default", "PIXWORD_CACHE": str(shared_cache)}
    run = pixword("evaluate", "arithmetic", "--data", data, "--json", **settings)
    printed = json.loads(run.stdout)
    assert (printed["n_queries"], printed["n_transformations"]) == (2256, 363)
    assert printed["ratios"]["r1"] >= 1.6
    assert printed["ratios"]["r10"] >= 1.3
