"""What a run needs is encoded as the settings ask for it, after data that cannot teach is refused."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from models.encoders.colour_names import ColourNamesImageEncoder, ColourNamesTextEncoder
from models.exceptions import NoStates, NothingToLearn, UnreadablePicture
from models.heads import HeadKind
from models.training.captioned import CaptionedPictures
from models.training.encoding import Encoders, JointData, encode_material
from models.training.joint import _unfinished
from models.training.settings import JointSettings
from models.training.views import TRAINING_VIEWS
from models.training.word_lessons import TEMPLATES

PLAIN = JointSettings(views=0, mirrored=False)


@pytest.fixture
def encoders(tmp_path):
    return Encoders(ColourNamesImageEncoder(), ColourNamesTextEncoder(), tmp_path / "cache")


@pytest.fixture
def captioned(tmp_path):
    """Six pictures with another colour left than right, so that a mirror changes them."""
    colours = ("red", "green", "blue", "white", "black", "yellow")
    paths = [tmp_path / f"{number}.png" for number in range(len(colours))]
    for colour, path in zip(colours, paths, strict=True):
        picture = Image.new("RGB", (40, 40), colour)
        picture.paste("purple", (0, 0, 8, 40))
        picture.save(path)
    texts = [f"a {colour} dog" for colour in colours] + ["a cat", "one more cat"]
    return CaptionedPictures(paths, texts, [*range(6), 0, 5])


def seen_by(encoder, paths, look=lambda picture: picture):
    pictures = []
    for path in paths:
        with Image.open(path) as opened:
            pictures.append(encoder.preprocess(look(opened)))
    return encoder.encode(pictures)


def encode(captioned, encoders, settings=PLAIN, **rest):
    data = JointData(**({"train": captioned, "dev": captioned} | rest))
    return encode_material(data, encoders, settings, lambda _: None)


@pytest.mark.parametrize("which", ["train", "dev", "beside"])
def test_a_split_that_teaches_nothing_is_refused_before_anything_is_encoded(
    captioned, encoders, which
):
    one = replace(captioned, texts=["a dog"] * len(captioned.texts))
    with pytest.raises(NothingToLearn, match="same text"):
        encode(captioned, encoders, **{which: one})
    assert not encoders.cache.exists()


def test_attention_over_encoders_without_states_is_refused(captioned, encoders):
    with pytest.raises(NoStates):
        encode(captioned, encoders, replace(PLAIN, head=HeadKind.ATTENTION))


def test_a_damaged_picture_is_named(captioned, encoders):
    captioned.pictures[4].write_bytes(b"no picture")
    with pytest.raises(UnreadablePicture, match=r"4\.png: "):
        encode(captioned, encoders)


def test_pictures_and_texts_are_encoded_as_they_are(captioned, encoders):
    material = encode(captioned, encoders)
    pairs = material.train.pairs
    assert np.array_equal(pairs.images.vectors, seen_by(encoders.image, captioned.pictures))
    alone = encoders.text.encode(encoders.text.preprocess(captioned.texts))
    assert np.array_equal(pairs.texts.vectors, alone)
    assert pairs.owners.tolist() == captioned.owners
    assert (material.image_levels, material.text_levels) == ((64,), (64,))
    assert list(material.train.views) == []
    assert material.classes is None, "these encoders have no classifier"
    assert material.beside is None


def test_mirrored_is_the_mean_of_a_picture_and_its_mirror_image(captioned, encoders):
    settings = replace(PLAIN, mirrored=True)
    material = encode(captioned, encoders, settings, beside=captioned)
    plain = seen_by(encoders.image, captioned.pictures)
    mirrored = seen_by(encoders.image, captioned.pictures, TRAINING_VIEWS["mirrored"])
    assert not np.allclose(plain, mirrored)
    for pairs in (material.train.pairs, material.dev, material.beside.pairs):
        assert np.allclose(pairs.images.vectors, (plain + mirrored) / 2)


@pytest.mark.parametrize("count", [1, 3, 99])
def test_views_are_the_first_so_many_of_training_pictures_only(captioned, encoders, count):
    material = encode(captioned, encoders, replace(PLAIN, views=count), beside=captioned)
    looks = list(TRAINING_VIEWS.values())[:count]
    expected = [seen_by(encoders.image, captioned.pictures, look) for look in looks]
    for viewed in (material.train, material.beside):
        found = [view.vectors for view in viewed.views]
        assert np.array_equal(found, expected)


def test_words_are_named_by_their_templates(captioned, encoders):
    found = encode(captioned, encoders).words
    said = ["dog"]  # all six pictures have a dog, two a cat; colours are no tags
    texts = [template.format(word) for word in said for template in TEMPLATES]
    named = encoders.text.encode(encoders.text.preprocess(texts))
    assert np.array_equal(found.names.vectors.numpy(), named)
    assert found.names.starts.tolist() == [0, len(TEMPLATES)]
    assert found.shares.tolist() == [[1.0]] * 6


def test_words_are_left_out_where_none_is_wanted_or_said(captioned, encoders):
    assert encode(captioned, encoders, replace(PLAIN, word_weight=0.0)).words is None
    silent = replace(captioned, texts=[f"xyzzy {n}" for n in range(len(captioned.texts))])
    assert encode(captioned, encoders, train=silent).words is None


@pytest.mark.parametrize("changed", ["train", "dev", "beside"])
def test_a_run_over_other_data_is_another_run(captioned, encoders, tmp_path, changed):
    """Names and numbers may be the same: what counts is the features, and what belongs to what."""

    def started(**own):
        splits = {"train": captioned, "dev": captioned, "beside": captioned} | own
        out = tmp_path / "heads.safetensors"
        unfinished = _unfinished(out, {}, encode(captioned, encoders, **splits), restart=False)
        assert unfinished.path == tmp_path / "heads.unfinished"
        return unfinished.started_with

    other_pictures = replace(captioned, pictures=captioned.pictures[::-1])
    other_owners = replace(captioned, owners=captioned.owners[::-1])
    assert started() == started()
    others = {started(**{changed: split}) for split in (other_pictures, other_owners)}
    assert len(others | {started()}) == 3
