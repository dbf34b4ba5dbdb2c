"""`pixword evaluate joint`: intervals, curves, and what cannot be done."""

import json
import os

import pytest
from PIL import Image

NAMES = ("red", "green", "blue")


@pytest.fixture
def data(pictures):
    """Three pictures in both splits, one row without a picture and one without a text."""
    rows = [
        {"image": f"{name}.png", "captions": [f"a {name} wall", text], "split": split}
        for split in ("train", "dev")
        for name, text in zip(NAMES, ("red", "a dog", "blue"), strict=True)
    ]
    rows += [{"image": "gone.png", "caption": "gone", "split": "dev"}]
    rows += [{"image": "red.png", "split": "dev"}]
    (pictures / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return pictures


@pytest.mark.parametrize(
    ("plot", "problem"),
    [("curve.pdf", "is a .png file"), ("nowhere/curve.png", "there is no folder")],
)
def test_a_plot_that_cannot_be_saved_is_refused_before_anything_is_read(
    pixword, tmp_path, plot, problem
):
    refused = pixword("evaluate", "joint", "--data", tmp_path / "none", "--plot", tmp_path / plot)
    assert (refused.returncode, problem in refused.stderr) == (1, True)
    assert refused.stdout == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_one_clear_error(pixword, data, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    refused = pixword("evaluate", "joint", "--data", data, "--plot", locked / "curve.png")
    assert (refused.returncode, "cannot be saved" in refused.stderr) == (1, True)


def test_a_folder_in_the_place_of_the_plot_is_one_clear_error(pixword, data, tmp_path):
    (tmp_path / "curve.png").mkdir()
    refused = pixword("evaluate", "joint", "--data", data, "--plot", tmp_path / "curve.png")
    assert refused.returncode == 1
    assert "the plot cannot be saved" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_aid_that_there_is_not_is_refused(pixword, data):
    unknown = pixword("evaluate", "joint", "--data", data, "--aid", "magic")
    assert (unknown.returncode, "'magic' is no aid" in unknown.stderr) == (1, True)
    large = pixword("evaluate", "joint", "--data", data, "--aid", "first-65")
    assert (large.returncode, "the 64 coordinates" in large.stderr) == (1, True)
    unfitted = pixword("evaluate", "joint", "--data", data, "--aid", "centre", "--fit-split", "x")
    assert (unfitted.returncode, "no split 'x'" in unfitted.stderr) == (1, True)


def test_figures_with_intervals_and_what_was_skipped(pixword, data):
    printed = json.loads(pixword("evaluate", "joint", "--data", data, "--json").stdout)
    assert (printed["n_images"], printed["n_texts"], printed["skipped"]) == (3, 6, 2)
    assert printed["i2t"] == {
        "r1": 100.0,
        "r5": 100.0,
        "r10": 100.0,
        "medr": 1.0,
        "ci": {"r1": [100, 100], "r5": [100, 100], "r10": [100, 100], "medr": [1, 1]},
    }
    low, high = printed["t2i"]["ci"]["r1"]
    assert printed["t2i"]["r1"] == pytest.approx(500 / 6, abs=0.01)
    assert (low, high) == (50, 100), "one of two captions of one of three pictures is not found"
    again = json.loads(pixword("evaluate", "joint", "--data", data, "--json").stdout)
    assert again["t2i"] == printed["t2i"]


def test_table_has_the_intervals(pixword, data):
    table = pixword("evaluate", "joint", "--data", data, COLUMNS="200").stdout
    assert "83.33 (50 to 100)" in table
    assert "2 rows of the data skipped" in table


def test_curve_is_saved_as_a_picture(pixword, data, tmp_path):
    curve = tmp_path / "curve.png"
    assert pixword("evaluate", "joint", "--data", data, "--plot", curve).returncode == 0
    with Image.open(curve) as picture:
        assert picture.format == "PNG"
        assert picture.width > 600
        assert len(picture.convert("RGB").resize((200, 120)).getcolors(200 * 120)) > 50


def test_several_spaces_are_one_table_one_object_and_one_plot(pixword, data, tmp_path):
    spaces = ("--space", "colour-names", "--space", "colour-names@32")
    command = ("evaluate", "joint", "--data", data)
    printed = json.loads(pixword(*command, *spaces, "--json").stdout)
    alone = json.loads(pixword(*command, "--space", "colour-names@32", "--json").stdout)
    assert list(printed["spaces"]) == ["colour-names", "colour-names@32"]
    assert printed["spaces"]["colour-names@32"]["t2i"] == alone["t2i"]
    curve = tmp_path / "curve.png"
    table = pixword(*command, *spaces, "--plot", curve, COLUMNS="200").stdout
    assert table.count("text → picture") == 2
    assert table.index("colour-names:") < table.index("colour-names@32:")
    with Image.open(curve) as picture:
        assert picture.format == "PNG"
    unknown = pixword(*command, "--space", "colour-names", "--space", "nowhere")
    assert (unknown.returncode, "nowhere" in unknown.stderr) == (1, True)


def test_an_aid_is_used_and_named(pixword, data):
    command = ("evaluate", "joint", "--data", data, "--json")
    printed = json.loads(pixword(*command, "--aid", "rotate+centre+first-2").stdout)
    assert printed["aid"] == "centre+rotate+first-2"
    assert json.loads(pixword(*command).stdout)["aid"] == "none"
    one = json.loads(pixword(*command, "--aid", "first-1").stdout)
    assert one["t2i"]["r1"] < 50, "one coordinate tells no colours apart"
