"""`pixword evaluate aids`: one table of what aids to ranking are worth."""

import json

import pytest
from PIL import Image

from models.ranking.aid import aids_to_compare
from tests.conftest import make_picture

COLOURS = ("red", "green", "blue", "white", "black", "yellow")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "aids"
    folder.mkdir()
    rows = []
    for name in COLOURS:
        (folder / f"{name}.png").write_bytes(make_picture(name))
        rows += [
            {"image": f"{name}.png", "captions": [f"{name} wall", "a dog"], "split": split}
            for split in ("train", "dev")
        ]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def test_what_aids_are_fitted_on_must_be_there(pixword, data, tmp_path):
    command = ("evaluate", "aids", "--data", data)
    split = pixword(*command, "--fit-split", "none")
    assert (split.returncode, "no split 'none'" in split.stderr) == (1, True)
    folder = pixword(*command, "--fit-data", tmp_path / "nowhere")
    assert (folder.returncode, "there is no folder" in folder.stderr) == (1, True)


def test_every_aid_is_compared_with_none(pixword, data, tmp_path):
    plot = tmp_path / "aids.png"
    run = pixword("evaluate", "aids", "--data", data, "--json", "--plot", plot)
    printed = json.loads(run.stdout)
    assert [row["aid"] for row in printed["aids"]] == [aid.name for aid in aids_to_compare(64)]
    plain = printed["aids"][0]
    assert plain["aid"] == "none"
    assert plain["t2i"]["gain"]["r1"] == {"points": 0, "low": 0, "high": 0}
    judged = json.loads(pixword("evaluate", "joint", "--data", data, "--json").stdout)
    for row in printed["aids"]:
        for way in ("i2t", "t2i"):
            gain = row[way]["gain"]["r1"]
            assert row[way]["r1"] - judged[way]["r1"] == pytest.approx(gain["points"], abs=0.02)
            assert gain["low"] <= gain["points"] <= gain["high"]
    with Image.open(plot) as picture:
        assert picture.format == "PNG"


def test_table_names_aids_with_their_cost(pixword, data):
    table = pixword("evaluate", "aids", "--data", data, COLUMNS="200").stdout
    row = next(line for line in table.splitlines() if "rotate+first-32 " in line)
    assert " 32 " in row
    assert "text → picture R@1 %" in table
