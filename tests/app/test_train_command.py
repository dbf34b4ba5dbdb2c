"""`pixword train joint`: heads from a folder, a card and a curve, and going on after a kill."""

import hashlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models import Compute, load_space, open_picture
from tests.conftest import PIXWORD, make_picture

COLOURS = ("red", "green", "blue", "yellow", "black", "white", "purple", "brown")
SMALL = ("--hidden", "32", "--dimension", "8", "--views", "0", "--class-pairs", "0")
ENCODERS = ("--image-encoder", "colour-names", "--text-encoder", "colour-names")


@pytest.fixture
def folder(tmp_path):
    """Eight colours, each in two splits, and rows that cannot be used."""
    data = tmp_path / "colours"
    data.mkdir()
    rows = []
    for number, colour in enumerate(COLOURS):
        for split in ("train", "dev"):
            name = f"{colour}-{split}.png"
            (data / name).write_bytes(make_picture(colour, (20 + number, 30)))
            captions = [f"a {colour} wall", colour]
            rows.append({"image": name, "captions": captions, "split": split})
    rows.append({"image": "gone.png", "captions": ["gone"], "split": "train"})
    rows.append({"image": "red-train.png", "captions": [" "], "split": "train"})
    (data / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return data


def options(folder, out, *more):
    return ("train", "joint", "--data", folder, "--out", out, *ENCODERS, *SMALL, *more)


def test_what_cannot_be_trained_is_one_clear_sentence(pixword, folder, tmp_path):
    out = tmp_path / "mine.safetensors"
    for change, code, message in (
        (("--data", tmp_path / "nowhere"), 1, "there is no folder"),
        (("--image-encoder", "vgg-19"), 1, "no image encoder is called 'vgg-19'"),
        (("--out", tmp_path / "mine.bin"), 2, ".safetensors"),
        (("--head", "residual", "--dimension", "32"), 1, "64 is not 32"),
        (("--head", "attention"), 1, "gives one vector a picture or text"),
        (("--dev-split", "test"), 1, "no split 'test'; it has dev, train"),
        (("--head", "cubic"), 2, "cubic"),
        (("--seed", "-1"), 2, "--seed"),
        (("--seed", str(2**32)), 2, "--seed"),
        (("--alignment", "1e39"), 1, "the training ran away, its weights are no numbers"),
    ):
        failed = pixword(*options(folder, out, *change))
        assert (failed.returncode, message in failed.stderr) == (code, True), failed.stderr
    assert not list(tmp_path.glob("mine*"))


def test_a_place_where_nothing_can_be_written_is_refused(pixword, folder, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    out = tmp_path / "file" / "mine.safetensors"
    failed = pixword(*options(folder, out))
    assert (failed.returncode, "nothing can be written" in failed.stderr) == (1, True)
    words = pixword("train", "words", folder / "rows.jsonl", "--out", out)
    assert (words.returncode, "nothing can be written" in words.stderr) == (1, True)
    converted = pixword("words", "convert", "glove-6b-50d", out, "--limit", "10")
    assert (converted.returncode, "cannot be written" in converted.stderr) == (1, True)


def test_one_text_for_all_and_damaged_pictures_are_refused(pixword, folder, tmp_path):
    out = tmp_path / "mine.safetensors"
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    (folder / "red-train.png").write_bytes(b"no picture")
    damaged = pixword(*options(folder, out))
    assert (damaged.returncode, "red-train.png" in damaged.stderr) == (1, True)
    one = [row | {"captions": ["a wall"]} for row in rows if "green" in row["image"]]
    more = [row | {"captions": ["a wall"]} for row in rows if "blue" in row["image"]]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, one + more)))
    same = pixword(*options(folder, out))
    assert (same.returncode, "same text" in same.stderr) == (1, True)


def test_heads_come_with_a_card_and_a_curve_and_make_a_space(pixword, folder, tmp_path):
    out = tmp_path / "new" / "mine.safetensors"
    trained = pixword(*options(folder, out, "--epochs", "300", "--seed", "3"))
    assert trained.returncode == 0, trained.stderr
    assert "epoch   20" in trained.stderr
    card = json.loads(out.with_suffix(".json").read_text())
    assert card["encoders"]["image"] == {"name": "colour-names", "fingerprint": "colour-names/1"}
    counted = {"name": "colours/train", "pictures": 8, "texts": 16, "skipped": 2}
    assert card["data"]["train"] == counted
    assert (card["settings"]["seed"], card["settings"]["epochs"]) == (3, 300)
    assert card["metrics"]["best"] in card["metrics"]["history"]
    assert card["fitted"]["arithmetic_weight"] == 1
    assert card["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert card["seconds"]["training"] > 0
    epochs = [judgement["epoch"] for judgement in card["metrics"]["history"]]
    assert epochs == [*range(5, epochs[-1] + 1, 5)]
    with Image.open(out.with_suffix(".png")) as curve:
        assert curve.format == "PNG"
        colours = {colour for _, colour in curve.convert("RGB").getcolors(1 << 20)}
    assert {(31, 119, 180), (255, 127, 14), (127, 127, 127)} <= colours  # both ways and the loss
    assert not out.with_suffix(".unfinished").exists()
    space = load_space(str(out), Compute(cache=tmp_path))
    pictures = [open_picture(folder / f"{colour}-dev.png").image for colour in COLOURS]
    scores = space.encode_texts(COLOURS) @ space.encode_pictures(pictures).T
    right = (scores.argmax(axis=1) == np.arange(len(COLOURS))).sum()
    assert right >= 6  # one by chance; how many exactly depends on the processor
    judged = pixword("evaluate", "joint", "--data", folder, "--space", out, "--json")
    assert json.loads(judged.stdout)["t2i"] | {"ci": 0} == card["metrics"]["best"]["t2i"] | {
        "ci": 0
    }


def test_word_vectors_are_a_text_tower_beside_others(pixword, folder, tmp_path):
    """The classical systems: a picture is placed at the mean of its caption's words."""
    out, words = tmp_path / "devise.safetensors", "word2vec:glove-6b-50d"
    trained = pixword(*options(folder, out, "--epochs", "200", "--text-encoder", words))
    assert trained.returncode == 0, trained.stderr
    assert json.loads(out.with_suffix(".json").read_text())["encoders"]["text"]["name"] == words
    judged = pixword(
        *("evaluate", "joint", "--data", folder, "--json"),
        *("--space", out, "--space", "colour-names"),
    )
    found = json.loads(judged.stdout)["spaces"]
    assert found[str(out)]["encoder"] == f"colour-names + {words}"
    assert found[str(out)]["t2i"]["r1"] >= 50  # 12.5 by chance
    assert found["colour-names"]["t2i"]["r1"] > 50


def test_folders_beside_are_learnt_and_named(pixword, folder, tmp_path):
    out = tmp_path / "mine.safetensors"
    trained = pixword(*options(folder, out, "--epochs", "2", "--beside", folder))
    assert trained.returncode == 0, trained.stderr
    assert json.loads(out.with_suffix(".json").read_text())["data"]["beside"]["pictures"] == 8


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kill_after_the_first_judgement(command, environment, unfinished):
    """Runs a command in a process of its own until what it keeps lies there, and kills it."""
    process = subprocess.Popen(
        [PIXWORD, *command], env=os.environ | environment, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not unfinished.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    _, printed = process.communicate()
    assert process.returncode == -signal.SIGKILL, f"it was over before it was killed: {printed}"
    assert unfinished.exists()


def test_a_killed_run_ends_with_the_same_heads(pixword, folder, tmp_path, environment):
    long = ("--epochs", "400", "--judge-every", "100", "--patience", "9")
    killed, whole = tmp_path / "killed.safetensors", tmp_path / "whole.safetensors"
    unfinished = killed.with_suffix(".unfinished")
    kill_after_the_first_judgement(options(folder, killed, *long), environment, unfinished)
    assert not killed.exists()
    other = pixword(*options(folder, killed, "--epochs", "399"))
    assert (other.returncode, "--restart" in other.stderr) == (1, True)
    resumed = pixword(*options(folder, killed, *long))
    assert "epoch  100" not in resumed.stderr, "it began anew"
    assert "epoch  400" in resumed.stderr
    assert pixword(*options(folder, whole, *long)).returncode == 0
    assert hash_of(killed) == hash_of(whole)
    assert not unfinished.exists()


def test_an_interrupted_run_is_forgotten_when_told_to(pixword, folder, tmp_path):
    out = tmp_path / "mine.safetensors"
    out.with_suffix(".unfinished").write_bytes(b"of a run that nobody wants")
    refused = pixword(*options(folder, out, "--epochs", "1"))
    assert (refused.returncode, "delete it" in refused.stderr) == (1, True), refused.stderr
    restarted = pixword(*options(folder, out, "--epochs", "1", "--restart"))
    assert restarted.returncode == 0, restarted.stderr
    assert out.exists()
    assert not out.with_suffix(".unfinished").exists()
