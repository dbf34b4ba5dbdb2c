"""`pixword evaluate recipes`: its figures, its baselines, its table, and what it refuses."""

import json
import os
from pathlib import Path

import pytest

from models.evaluation.recipes.ablations import CHANGES
from tests.app.recipes.conftest import write_colour_recipes, write_rows
from tests.conftest import ROOT

SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
FIGURES = {"medr", "r1", "r5", "r10"}
WAYS = ("i2r", "r2i")


def judged(pixword, data, *options, **settings):
    result = pixword("evaluate", "recipes", "--data", data, *options, "--json", **settings)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def assert_figures(both, pairs):
    """Checks the shape and bounds of figures of both ways over so many pairs."""
    for way in WAYS:
        own = both[way]
        assert set(own) == FIGURES
        assert 0 <= own["r1"] <= own["r5"] <= own["r10"] <= 100
        assert 1 <= own["medr"] <= pairs


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--data", "nowhere"), 1, "there is no folder nowhere"),
        (("--split", "test"), 1, "has no split 'test'; it has dev, train"),
        (("--space", "moon"), 1, "no recipe space is called 'moon'"),
        (("--space", "/nowhere/a.safetensors"), 1, "no recipe heads at /nowhere/a.safetensors"),
        (("--bag", "1"), 2, "bag"),
        (("--bags", "0"), 2, "bags"),
        (("--ablations", "--epochs", "0"), 2, "epochs"),
        (("--ablations", "--train-split", "test"), 1, "has no split 'test'"),
    ],
    ids=str,
)
def test_options_that_cannot_be(pixword, trained, options, code, says):
    space = ("--space", trained.heads)
    refused = pixword("evaluate", "recipes", "--data", trained.data, *space, *options)
    assert (refused.returncode, says in refused.stderr) == (code, True), refused.stderr
    assert (refused.stdout, "Traceback" in refused.stderr) == ("", False)


@pytest.mark.parametrize("rows", [1, 0])
def test_one_pair_tells_nothing(pixword, trained, tmp_path, rows):
    folder = write_colour_recipes(tmp_path / "few", copies=1)
    lines = (folder / "rows.jsonl").read_text().splitlines()[:2]
    kept = [json.loads(line) | {"split": "dev"} for line in lines]
    kept = [row if at < rows else row | {"image": "gone.png"} for at, row in enumerate(kept)]
    write_rows(folder / "rows.jsonl", kept)
    refused = pixword("evaluate", "recipes", "--data", folder, "--space", trained.heads)
    assert refused.returncode == 1
    assert f"there are {rows}, and {2 - rows} rows were skipped" in refused.stderr


def test_heads_without_their_baseline_are_one_clear_error(pixword, trained, environment):
    """As heads are that were made by hand."""
    space = environment["PIXWORD_RECIPE_SPACE"]
    refused = pixword("evaluate", "recipes", "--data", trained.data, "--space", space)
    assert refused.returncode == 1
    assert "the baseline beside the heads lacks 'cca:photo:mean'" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_figures_of_all_pairs(pixword, trained):
    printed = judged(pixword, trained.data, "--space", trained.heads)
    assert (printed["bag"], printed["recipes"], printed["skipped"]) == (8, 8, 0)
    assert printed["space"] == str(trained.heads)
    assert_figures(printed, 8)
    assert set(printed["baselines"]) >= {"chance", "cca", "learnt part alone"}
    for own in printed["baselines"].values():
        assert_figures(own, 8)
    # One of eight is first by chance, five of eight are among five, and all among ten.
    chance = {"medr": 4.5, "r1": 12.5, "r5": 62.5, "r10": 100}
    assert printed["baselines"]["chance"] == {"i2r": chance, "r2i": chance}
    assert printed["i2r"]["r10"] == printed["r2i"]["r10"] == 100
    assert "ablations" not in printed
    by_setting = judged(pixword, trained.data, PIXWORD_RECIPE_SPACE=str(trained.heads))
    assert {**by_setting, "seconds": 0} == {**printed, "seconds": 0}


def test_rows_that_cannot_be_used_are_counted(pixword, trained, tmp_path):
    folder = write_colour_recipes(tmp_path / "soups")
    with (folder / "rows.jsonl").open("a") as file:
        for row in (
            {"image": "0.png", "title": "No recipe", "split": "dev"},
            {"image": "gone.png", "title": "Gone", "ingredients": ["rice"], "split": "dev"},
            {"title": "No photo", "ingredients": ["rice"], "split": "dev"},
        ):
            file.write(json.dumps(row) + "\n")
    printed = judged(pixword, folder, "--space", trained.heads)
    assert (printed["recipes"], printed["skipped"]) == (8, 3)
    same = judged(pixword, trained.data, "--space", trained.heads)
    assert [printed[way] for way in WAYS] == [same[way] for way in WAYS]


def test_bags_are_drawn_the_same_again(pixword, trained):
    options = ("--split", "all", "--bag", "5", "--bags", "3", "--space", trained.heads)
    printed = judged(pixword, trained.data, *options)
    assert (printed["bag"], printed["bags"], printed["recipes"]) == (5, 3, 24)
    chance = {"medr": 3.0, "r1": 20.0, "r5": 100.0, "r10": 100.0}
    assert printed["baselines"]["chance"] == {"i2r": chance, "r2i": chance}
    assert_figures(printed, 5)
    again = judged(pixword, trained.data, *options)
    assert {**again, "seconds": 0} == {**printed, "seconds": 0}
    seeds = [judged(pixword, trained.data, *options, "--seed", seed)["given"] for seed in "123"]
    assert any(own != printed["given"] for own in seeds)


def test_what_a_recipe_gives_is_judged_part_by_part(pixword, trained):
    given = judged(pixword, trained.data, "--space", trained.heads)["given"]
    assert set(given) == {
        "title",
        "ingredients",
        "instructions",
        "title and ingredients",
        "ingredients and instructions",
    }
    for own in given.values():
        assert_figures(own, 8)


def test_the_table_has_every_figure(pixword, trained):
    printed = judged(pixword, trained.data, "--space", trained.heads)
    table = pixword(
        *("evaluate", "recipes", "--data", trained.data, "--space", trained.heads), COLUMNS="200"
    )
    assert table.returncode == 0, table.stderr
    rows = {
        cells[0]: cells[1:]
        for line in table.stdout.splitlines()
        if len(cells := [cell.strip() for cell in line.strip().strip("│").split("│")]) == 9
    }
    named = {"the space": printed} | printed["baselines"] | printed["given"]
    for name, own in named.items():
        figures = [own[way][figure] for way in WAYS for figure in ("medr", "r1", "r5", "r10")]
        assert [float(cell) for cell in rows[name]] == figures
    assert "8 photographed recipes" in table.stdout
    assert "in bags of 8" in table.stdout


def test_ablations_train_one_thing_changed_at_a_time(pixword, trained):
    options = ("--ablations", "--epochs", "1", "--space", trained.heads)
    printed = judged(pixword, trained.data, *options)
    assert set(printed["ablations"]) == {
        *CHANGES,
        "head over mean word vectors",
        "head over TF-IDF",
    }
    assert len(printed["ablations"]) == 11
    assert printed["ablation_epochs"] == 1
    for own in printed["ablations"].values():
        assert_figures(own, 8)
    assert_figures(printed, 8)


@pytest.mark.timeout(600)
def test_shipped_heads_on_real_recipes(pixword, shared_cache, long):
    """What the shipped space promises: beside CCA half the median rank, half as much again found."""
    if not long:
        pytest.skip("takes two minutes: make test-long")
    data = SHARED / "recipes"
    if not data.is_dir():
        pytest.skip(f"the recipes are not at {data}; SHARED_DATA says where they are")
    settings = {"PIXWORD_RECIPE_SPACE": "default", "PIXWORD_CACHE": str(shared_cache)}
    printed = judged(pixword, data, "--split", "dev", **settings)
    assert (printed["bag"], printed["recipes"], printed["skipped"]) == (1000, 1000, 0)
    chance = {"medr": 500.5, "r1": 0.1, "r5": 0.5, "r10": 1.0}
    assert printed["baselines"]["chance"] == {"i2r": chance, "r2i": chance}
    for way in WAYS:
        own, cca = printed[way], printed["baselines"]["cca"][way]
        assert own["medr"] <= cca["medr"] / 2
        assert own["r10"] >= 1.5 * cca["r10"]
    learnt = printed["baselines"]["learnt part alone"]
    assert (
        printed["i2r"]["r10"] + printed["r2i"]["r10"] > learnt["i2r"]["r10"] + learnt["r2i"]["r10"]
    )
    arithmetic = printed["arithmetic"]
    assert arithmetic["questions"] > 100
    assert arithmetic["arithmetic"]["r10"] > arithmetic["photo"]["r10"]
