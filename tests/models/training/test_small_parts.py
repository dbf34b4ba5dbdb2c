"""Captioned pictures that cannot teach, the learning rate, the average, checkpoints, the curve."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.encoders.protocols import Encoded
from models.evaluation.retrieval import Retrieval
from models.exceptions import NothingToLearn, WeightsCorrupt
from models.runtime import Compute, Device, Precision
from models.training.average import WeightAverage
from models.training.captioned import CaptionedPictures
from models.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.training.curve import draw_curve
from models.training.hardware import Hardware
from models.training.judgement import Judgement, is_stale
from models.training.pairs import PairedFeatures
from models.training.schedule import learning_rate_at
from models.training.settings import JointSettings


@pytest.mark.parametrize(
    ("pictures", "texts", "owners"),
    [
        (0, 0, []),
        (1, 1, [0]),
        (2, 1, [0]),
        (3, 3, [0, 1, 1]),
        (2, 3, [0, 1, 2]),
        (2, 2, [-1, 0]),
        (2, 2, [0, 5]),
        (2, 3, [0, 1]),
    ],
)
def test_pairs_without_texts_or_company_are_refused(pictures, texts, owners):
    images, described = (Encoded(np.ones((n, 3), dtype=np.float32)) for n in (pictures, texts))
    with pytest.raises(NothingToLearn):
        PairedFeatures(images, described, np.array(owners, dtype=np.int64))


@pytest.mark.parametrize(
    ("number", "texts", "message"),
    [
        (0, [], "there are 0, and 7 rows were skipped"),
        (1, ["a dog"], "there are 1"),
        (3, ["a dog", "A  dog", "a DOG"], "same text"),
    ],
)
def test_captioned_pictures_that_teach_nothing_are_refused(number, texts, message):
    pictures = CaptionedPictures([Path("x.png")] * number, texts, list(range(number)), skipped=7)
    with pytest.raises(NothingToLearn, match=message):
        pictures.check()


def test_texts_are_found_by_their_picture():
    ones = Encoded(np.ones((3, 2), np.float32)), Encoded(np.ones((6, 2), np.float32))
    pairs = PairedFeatures(*ones, np.array([2, 0, 1, 0, 2, 2]))
    assert [rows.tolist() for rows in pairs.texts_by_image()] == [[1, 3], [2], [0, 4, 5]]
    captioned = CaptionedPictures([Path(n) for n in "abc"], list("uvwxyz"), [2, 0, 1, 0, 2, 2])
    assert captioned.captions_by_picture() == [["v", "x"], ["w"], ["u", "y", "z"]]


def test_the_learning_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = [learning_rate_at(step, 1000, 2e-3) for step in range(1001)]
    peak = int(np.argmax(rates))
    assert 90 <= peak <= 100
    assert rates[peak] > 0.97 * 2e-3
    assert np.all(np.diff(rates[: peak + 1]) > 0)
    assert np.all(np.diff(rates[peak:]) < 0)
    assert np.isclose(rates[1000], 0)
    assert np.isclose(learning_rate_at(500, 1000, 1.0), 0.5)


@pytest.mark.parametrize(
    ("pictures", "batch"),
    [(2, 2), (31, 31), (32, 32), (190, 32), (600, 100), (6000, 1000), (10**6, 1000)],
)
def test_small_sets_take_as_many_steps_as_large_ones(pictures, batch):
    assert JointSettings(batch=1000).batch_of(pictures) == batch


def test_the_average_follows_by_its_decay():
    module = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(module.weight)
    average = WeightAverage(module, decay=0.9)
    torch.nn.init.ones_(module.weight)
    average.follow(module, step=10_000)
    assert np.isclose(average.module.weight.item(), 0.1)
    average.follow(module, step=1)  # early on it follows faster: (1 + 1) / (10 + 1)
    assert np.isclose(average.module.weight.item(), 1 - 0.9 * 2 / 11)


def judged(epoch, r1):
    way = Retrieval(r1, r1, r1, 1.0)
    return Judgement(epoch, 1.0 / epoch, way, way)


def test_a_run_is_stale_after_so_many_judgements_without_a_better_one():
    history = [judged(n, r1) for n, r1 in enumerate([1, 5, 4, 5, 3], start=1)]
    assert not is_stale(history[:4], 3)
    assert is_stale(history, 3)
    assert history[1].merit == 30


def test_a_checkpoint_comes_back_and_a_failed_one_leaves_the_one_before(tmp_path, monkeypatch):
    place = tmp_path / "new" / "heads.unfinished"
    assert load_checkpoint(place) is None
    save_checkpoint(place, Checkpoint({"a": torch.arange(3)}, {"epoch": 1}))

    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr("models.unfinished.save_file", full)
    with pytest.raises(OSError, match="no space"):
        save_checkpoint(place, Checkpoint({"a": torch.zeros(3)}, {"epoch": 2}))
    found = load_checkpoint(place)
    assert found.notes == {"epoch": 1}
    assert torch.equal(found.tensors["a"], torch.arange(3))


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    place = tmp_path / "heads.unfinished"
    place.write_bytes(b"not a checkpoint")
    with pytest.raises(WeightsCorrupt, match="delete it"):
        load_checkpoint(place)


def test_the_curve_is_a_picture_with_both_ways_in_it(tmp_path):
    path = tmp_path / "curve.png"
    draw_curve(path, [judged(n, 10 * n) for n in range(1, 5)], judged(3, 30))
    with Image.open(path) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    assert {(31, 119, 180), (255, 127, 14), (127, 127, 127)} <= colours  # blue, orange, grey


@pytest.mark.parametrize(
    ("precision", "half"), [(Precision.FLOAT32, False), (Precision.BFLOAT16, True)]
)
def test_heads_are_trained_as_precisely_as_encoders_run(tmp_path, precision, half):
    found = Hardware.of(Compute(tmp_path, Device.CPU, precision))
    assert found == Hardware(torch.device("cpu"), half)


def test_a_run_of_another_version_is_not_gone_on_with(tmp_path, monkeypatch):
    place = tmp_path / "heads.unfinished"
    monkeypatch.setattr("models.unfinished.FORMAT", "0")
    save_checkpoint(place, Checkpoint({"a": torch.arange(3)}, {"epoch": 1}))
    monkeypatch.undo()
    with pytest.raises(WeightsCorrupt, match="another version"):
        load_checkpoint(place)
