"""Prompts: what is averaged, what is chosen, and what a space does with them."""

import numpy as np
import pytest

from models import Compute, load_space
from models.exceptions import WeightsCorrupt
from models.tagging.prompts import PLAIN, choose_prompts, encode_in_prompts
from tests.calibrated import save_calibrated


@pytest.mark.parametrize("prompts", [[], ["no place"], "{}", [3], None])
def test_prompts_that_are_none_are_refused(tmp_path, prompts):
    path = save_calibrated(tmp_path / "h.safetensors", None, prompts=prompts)
    with pytest.raises(WeightsCorrupt, match="prompts"):
        load_space(path, Compute(cache=tmp_path))


def _encode(texts):
    """`x` lies on the first axis; whatever stands around it turns it to the second."""
    return np.array([[1, 0] if len(text) == 1 else [0, 1] for text in texts], np.float32)


def test_vectors_are_averaged_and_made_unit():
    assert encode_in_prompts(_encode, ["x"], PLAIN).tolist() == [[1, 0]]
    both = encode_in_prompts(_encode, ["x"], ["{}", "a {}"])
    assert both[0] == pytest.approx([0.5**0.5, 0.5**0.5])
    assert both.dtype == np.float32


def test_an_ensemble_must_be_clearly_better():
    """Only `good x` ranks the pictures of every word first."""
    rng = np.random.default_rng(0)
    axes = np.eye(20, dtype=np.float32)
    words = [f"w{i}" for i in range(20)]
    images = axes[np.repeat(np.arange(20), 3)]
    truth = np.repeat(np.eye(20, dtype=bool), 3, axis=0)
    noise = rng.normal(size=(20, 20)).astype(np.float32)

    def encode(texts):
        numbers = [int(text.rpartition("w")[2]) for text in texts]
        good = np.array([[text.startswith("good")] for text in texts])
        return np.where(good, axes[numbers], noise[numbers])

    assert choose_prompts(images, truth, encode, words, [("{}",), ("good {}",)]) == ["good {}"]
    assert choose_prompts(images, truth, encode, words, [("{}",), ("a {}",)]) == ["{}"]
    assert choose_prompts(images[:3], truth[:3, :1], encode, ["w0"], [("{}",), ("good {}",)]) == [
        "{}"
    ]


def test_prompts_belong_to_the_identity_of_a_space(tmp_path):
    compute = Compute(cache=tmp_path)
    plain = load_space(save_calibrated(tmp_path / "a.safetensors", None), compute)
    same = load_space(save_calibrated(tmp_path / "b.safetensors", None, prompts=["{}"]), compute)
    other = load_space(
        save_calibrated(tmp_path / "c.safetensors", None, prompts=["{}", "{} blue"]), compute
    )
    assert plain.fingerprint == same.fingerprint != other.fingerprint
    assert np.array_equal(plain.encode_words(["red"]), plain.encode_texts(["red"]))
    mean = plain.encode_texts(["red", "red blue"]).sum(axis=0)
    assert other.encode_words(["red"])[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)
    assert np.array_equal(other.encode_texts(["red"]), plain.encode_texts(["red"]))
