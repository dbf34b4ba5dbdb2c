"""`pixword evaluate tags` and `pixword evaluate relevance`."""

import json
import os
from pathlib import Path

import pytest

from tests.calibrated import handmade_calibration, save_calibrated
from tests.conftest import COLOURS, ROOT, make_picture

SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture
def captioned(tmp_path):
    """Twelve pictures of each colour, told apart by their size, in a split `dev`."""
    folder = tmp_path / "captioned"
    folder.mkdir()
    rows = []
    for name in COLOURS:
        for number in range(6):
            file = f"{name}{number}.png"
            (folder / file).write_bytes(make_picture(name, (20 + number, 20)))
            rows.append({"image": file, "captions": [f"a {name} wall", name], "split": "dev"})
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


@pytest.fixture
def calibrated(tmp_path):
    return save_calibrated(tmp_path / "heads.safetensors", handmade_calibration())


def test_what_cannot_be_judged_is_a_clear_error(pixword, captioned, tmp_path, calibrated):
    data = ("--data", captioned)
    plot = pixword("evaluate", "tags", *data, "--plot", tmp_path / "x.png")
    assert (plot.returncode, "was not calibrated" in plot.stderr) == (1, True)
    relevance = pixword("evaluate", "relevance", *data)
    assert (relevance.returncode, "was not calibrated" in relevance.stderr) == (1, True)
    (tmp_path / "words.txt").write_text("# nothing\n\n")
    for words, problem in (("words.txt", "holds no words"), ("none.txt", "cannot be read")):
        refused = pixword("evaluate", "tags", *data, "--words", tmp_path / words)
        assert (refused.returncode, problem in refused.stderr) == (1, True)
    (tmp_path / "words.txt").write_text("unicorn\n")
    refused = pixword("evaluate", "tags", *data, "--words", tmp_path / "words.txt")
    assert (refused.returncode, "no tag is that of 1 pictures" in refused.stderr) == (1, True)
    rows = captioned / "rows.jsonl"
    rows.write_text(rows.read_text().replace("wall", "x").replace('"red"', '"y"'))
    for name in COLOURS:
        rows.write_text(rows.read_text().replace(f"a {name} x", f"{name}x z"))
        rows.write_text(rows.read_text().replace(f'"{name}"', f'"{name}y"'))
    refused = pixword("evaluate", "relevance", *data, "--space", calibrated)
    assert (refused.returncode, "too little" in refused.stderr) == (1, True)


def test_tags_of_a_calibrated_space(pixword, captioned, calibrated, tmp_path):
    command = ("evaluate", "tags", "--data", captioned, "--space", calibrated)
    plot = tmp_path / "plot.png"
    printed = json.loads(pixword(*command, "--json", "--plot", plot).stdout)
    assert (printed["n_images"], printed["n_tags"], printed["truth"]) == (18, 4, "captions")
    assert printed["map"] == pytest.approx((3 * 1.0 + 1.0) / 4)  # every picture has a wall
    assert 0 < printed["ece"] < 1
    assert printed["ece_shown"] == printed["ece"]
    assert printed["prompts"]["used"] == ["{}"]
    assert printed["prompts"]["map_by_score"]["{}"] == printed["map_by_score"]
    assert plot.read_bytes().startswith(b"\x89PNG")
    table = pixword(*command).stdout
    assert "expected calibration error" in table


def test_tags_by_score_alone_and_words_from_a_file(pixword, captioned, tmp_path):
    (tmp_path / "words.txt").write_text("red\nblue\nunicorn\nred\n")
    printed = json.loads(
        pixword(
            "evaluate", "tags", "--data", captioned, "--words", tmp_path / "words.txt", "--json"
        ).stdout
    )
    assert (printed["n_tags"], printed["map"]) == (3, 1.0)
    assert (printed["ece"], printed["micro_f1"]) == (None, None)


def test_where_pictures_are_tagged_tags_are_the_truth(pixword, captioned, calibrated):
    rows = [json.loads(line) for line in (captioned / "rows.jsonl").read_text().splitlines()]
    tagged = [row | {"tags": ["paint"] if "red" in row["image"] else ["cold"]} for row in rows]
    (captioned / "rows.jsonl").write_text("\n".join(map(json.dumps, tagged)))
    printed = json.loads(
        pixword("evaluate", "tags", "--data", captioned, "--space", calibrated, "--json").stdout
    )
    assert (printed["truth"], printed["n_tags"]) == ("tags", 2)


def test_relevance_of_a_calibrated_space(pixword, captioned, calibrated, tmp_path):
    command = ("evaluate", "relevance", "--data", captioned, "--space", calibrated)
    plot = tmp_path / "plot.png"
    printed = json.loads(pixword(*command, "--json", "--plot", plot).stdout)
    assert set(printed["contenders"]) == {"cosine", "rank", "deviations", "relevance"}
    words = printed["contenders"]["relevance"]["kinds"]["words → pictures"]
    assert words["best_f1"] > 0.7
    assert printed["queries"]["words → captions"]["queries"] == 4
    assert 0 < printed["relevance_at_half"]["macro_f1"] <= 1
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert "at relevance 0.5" in " ".join(pixword(*command).stdout.split())


@pytest.fixture
def flickr(pixword, shared_cache, long):
    """Runs a command of `evaluate` on Flickr8k (dev) and the default space."""
    if not long:
        pytest.skip("takes more than a minute: make test-long")
    data = SHARED / "flickr8k"
    if not data.is_dir():
        pytest.skip(f"Flickr8k is not at {data}; SHARED_DATA says where it is")
    settings = {"PIXWORD_SPACE": "default", "PIXWORD_CACHE": str(shared_cache)}

    def run(what):
        printed = pixword("evaluate", what, "--data", data, "--json", **settings)
        assert printed.returncode == 0, printed.stderr
        return json.loads(printed.stdout)

    return run


def test_probabilities_of_the_default_space_are_true(flickr):
    printed = flickr("tags")
    assert printed["n_images"] == 1000
    assert printed["ece"] <= 0.05
    assert printed["ece_shown"] <= 0.05
    assert printed["map"] >= printed["map_by_score"]


def test_one_cut_off_of_the_default_space_serves_all(flickr):
    contenders = flickr("relevance")["contenders"]
    relevance, cosine = contenders["relevance"], contenders["cosine"]
    assert relevance["macro_f1"] >= cosine["macro_f1"]
