"""`pixword train recipes`: what cannot be trained, and what is left of a training."""

import hashlib
import json

import pytest
from PIL import Image

from app.cli.train import recipes as command
from models.recipes.files import load_recipe_heads
from tests.app.recipes.conftest import COLOURS, train_options, write_colour_recipes, write_rows
from tests.conftest import make_picture


@pytest.fixture
def folder(tmp_path):
    return write_colour_recipes(tmp_path / "soups")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "mine.safetensors"


def rows_of(folder):
    return [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]


def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(result, says, code=1):
    assert (result.returncode, says in result.stderr) == (code, True), result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--data", "nowhere"), 1, "there is no folder nowhere"),
        (("--out", "mine.bin"), 2, ".safetensors"),
        (("--out", "/proc/none/mine.safetensors"), 1, "nothing can be written to /proc/none"),
        (("--train-split", "test"), 1, "has no split 'test'; it has dev, train"),
        (("--dev-split", "test"), 1, "has no split 'test'; it has dev, train"),
        (("--image-encoder", "vgg-19"), 1, "no image encoder is called 'vgg-19'"),
        (("--text-encoder", "bert"), 1, "no text encoder is called 'bert'"),
        (("--image-head", "cubic"), 2, "cubic"),
        (("--image-head", "attention"), 2, "'attention' is not one of"),
        (("--seed", "-1"), 2, "--seed"),
        (("--seed", str(2**32)), 2, "--seed"),
        (("--hidden", "7"), 1, "must be even"),
        (("--order", "random"), 2, "random"),
        (("--part", "photo"), 2, "photo"),
        (("--batch", "1"), 2, "batch"),
        (("--part-dropout", "1.5"), 2, "part-dropout"),
        (("--epochs", "0"), 2, "epochs"),
    ],
    ids=str,
)
def test_options_that_cannot_be(pixword, folder, out, options, code, says):
    refused(pixword(*train_options(folder, out, *options)), says, code)
    assert not list(out.parent.glob("mine*"))


@pytest.mark.parametrize(
    "options",
    [("--semantic-weight", "1e38"), ("--noise", "1e38", "--epochs", "1")],
    ids=str,
)
def test_a_training_that_runs_away_is_one_sentence_and_saves_nothing(pixword, folder, out, options):
    result = pixword(*train_options(folder, out, *options))
    refused(result, "pixword: the training ran away, its weights are no numbers any more: train")
    assert not list(out.parent.glob("mine*"))


def test_a_folder_without_a_manifest(pixword, folder, out):
    (folder / "rows.jsonl").unlink()
    refused(pixword(*train_options(folder, out)), "must hold one .jsonl or .csv file; it holds 0")
    for name in ("a.jsonl", "b.csv"):
        (folder / name).write_text("")
    refused(pixword(*train_options(folder, out)), "it holds 2")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: [row | {"ingredients": 5} for row in rows], "rows.jsonl, line 1: ingred"),
        (
            lambda rows: [{k: row[k] for k in ("image", "title", "split")} for row in rows],
            "at least two recipes, each with a photo, are needed; there are 0, and 16 rows were",
        ),
        (
            lambda rows: [rows[0], *(row for row in rows if row["split"] == "dev")],
            "there are 1, and 0 rows were skipped",
        ),
        (
            lambda rows: [row | {"image": "gone.png"} for row in rows],
            "there are 0, and 16 rows were skipped",
        ),
        (
            lambda rows: [
                row | {key: rows[0][key] for key in ("title", "ingredients", "instructions")}
                for row in rows
            ],
            "every photo has the same recipe",
        ),
    ],
    ids=["a bad line", "captions alone", "one recipe", "no photos", "one recipe for all"],
)
def test_data_that_teaches_nothing(pixword, folder, out, change, says):
    write_rows(folder / "rows.jsonl", change(rows_of(folder)))
    refused(pixword(*train_options(folder, out)), says)
    assert not list(out.parent.glob("mine*"))


def test_a_dev_split_of_one_is_refused_before_anything_is_learnt(pixword, folder, out):
    rows = [row for row in rows_of(folder) if row["split"] == "train"]
    write_rows(folder / "rows.jsonl", [*rows, rows[0] | {"split": "dev"}])
    refused(pixword(*train_options(folder, out)), "there are 1, and 0 rows were skipped")


def test_recipes_without_a_word_teach_nothing(pixword, folder, out):
    rows = [
        {"image": row["image"], "ingredients": [f"{at} 1/2"], "split": row["split"]}
        for at, row in enumerate(rows_of(folder))
    ]
    write_rows(folder / "rows.jsonl", rows)
    result = pixword(*train_options(folder, out))
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("pixword: ")
    assert "Traceback" not in result.stderr


def test_a_damaged_photo_is_named(pixword, folder, out):
    (folder / "3.png").write_bytes(make_picture("red")[:50])
    refused(pixword(*train_options(folder, out)), "3.png")
    assert not list(out.parent.glob("mine*"))


def test_heads_come_with_a_card_and_a_curve(trained):
    heads = trained.heads
    card = json.loads(heads.with_suffix(".json").read_text())
    assert card["sha256"] == hash_of(heads)
    assert card["data"] == {
        "train": {"name": "soups/train", "recipes": 16, "skipped": 0},
        "dev": {"name": "soups/dev", "recipes": 8, "skipped": 0},
    }
    named = {"name": "colour-names", "fingerprint": "colour-names/1"}
    assert card["encoders"] == {"image": named, "text": named}
    settings = {"dimension": 8, "hidden": 8, "epochs": 2, "mirrored": False, "order": "lstm"}
    assert card["settings"].items() >= settings.items()
    assert "soup" in card["classes"]["phrases"]
    assert card["classes"]["recipes with one"] == 1
    history = card["metrics"]["history"]
    assert [judgement["epoch"] for judgement in history] == [1, 2]
    assert card["metrics"]["best"] in history
    assert 0 < card["fitted"]["ingredient_weight"] <= 2
    assert card["seconds"]["training"] >= 0
    with Image.open(heads.with_suffix(".png")) as curve:
        assert curve.format == "PNG"
        colours = {colour for _, colour in curve.convert("RGB").getcolors(1 << 20)}
    assert {(31, 119, 180), (255, 127, 14), (127, 127, 127)} <= colours  # both ways and the loss
    assert sorted(path.name for path in heads.parent.iterdir()) == [
        "soups.json",
        "soups.png",
        "soups.safetensors",
    ]
    loaded = load_recipe_heads(heads)
    assert {"rice", "salt", "tomato"} <= set(loaded.words.words)
    assert {"cca:photo:axes", "cca:recipe:axes"} <= set(loaded.arrays)


def test_heads_are_a_space_of_photos_and_recipes(pixword, trained):
    space = {"PIXWORD_RECIPE_SPACE": str(trained.heads)}
    added = pixword("add", trained.data / "rows.jsonl", **space)
    assert "added 24, known 0, refused 0" in added.stdout
    first = 0
    for number, colour in enumerate(COLOURS[:4]):
        found = pixword(
            "recipes", "search", trained.data / f"{number}.png", "-k", "3", "--json", **space
        )
        titles = [hit["title"] for hit in json.loads(found.stdout)["hits"]]
        first += any(title.startswith(colour.title()) for title in titles)
    assert first >= 2  # 3 of 24 would hold it once in three tries; most colours are found


def test_settings_reach_the_training(pixword, folder, out):
    more = (
        *("--part", "ingredients", "--part", "title", "--order", "mean", "--anchored", "0"),
        *("--loss", "cosine", "--margin", "0.2", "--semantic-weight", "0", "--seed", "7"),
    )
    result = pixword(*train_options(folder, out, *more))
    assert result.returncode == 0, result.stderr
    assert "epoch    1" in result.stderr
    assert f"saved {out}".split()[0] in result.stderr
    card = json.loads(out.with_suffix(".json").read_text())
    tower = card["recipe_tower"]
    assert (tower["parts"], tower["order"]) == (["ingredients", "title"], "mean")
    assert (tower["anchored"], card["settings"]["seed"]) == (0, 7)
    assert (card["settings"]["loss"], card["settings"]["margin"]) == ("cosine", 0.2)


class Stop:
    """Stops a run at its n-th judgement, after that was kept, as Ctrl+C would."""

    def __init__(self, after):
        self.left = after

    def __call__(self, judgement):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return str(judgement)


def test_an_interrupted_run_ends_with_the_same_heads(pixword, folder, tmp_path, monkeypatch):
    stopped, whole = tmp_path / "stopped.safetensors", tmp_path / "whole.safetensors"
    four = ("--epochs", "4", "--patience", "9")
    monkeypatch.setattr(command, "_describe", Stop(2))
    assert pixword(*train_options(folder, stopped, *four)).returncode == 130
    monkeypatch.undo()
    assert stopped.with_suffix(".unfinished").exists()
    assert not stopped.exists()

    other = pixword(*train_options(folder, stopped, "--epochs", "5"))
    refused(other, "--restart")
    rows = rows_of(folder)
    write_rows(folder / "rows.jsonl", [rows[0] | {"title": "Other"}, *rows[1:]])
    refused(pixword(*train_options(folder, stopped, *four)), "--restart")
    write_rows(folder / "rows.jsonl", rows)

    resumed = pixword(*train_options(folder, stopped, *four))
    assert resumed.returncode == 0, resumed.stderr
    assert "epoch    2" not in resumed.stderr, "it began anew"
    assert "epoch    4" in resumed.stderr
    assert not stopped.with_suffix(".unfinished").exists()
    assert pixword(*train_options(folder, whole, *four)).returncode == 0
    assert hash_of(stopped) == hash_of(whole)
    cards = [json.loads(own.with_suffix(".json").read_text()) for own in (stopped, whole)]
    assert cards[0]["metrics"] == cards[1]["metrics"]  # every loss on the way among them
    assert len(cards[0]["metrics"]["history"]) == 4


def test_an_interrupted_run_is_forgotten_when_told_to(pixword, folder, out):
    out.with_suffix(".unfinished").write_bytes(b"of a run that nobody wants")
    refused(pixword(*train_options(folder, out)), "delete it")
    restarted = pixword(*train_options(folder, out, "--restart"))
    assert restarted.returncode == 0, restarted.stderr
    assert out.exists()
    assert not out.with_suffix(".unfinished").exists()
