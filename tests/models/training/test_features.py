"""Features are computed once, again when something changed, and in the order asked for."""

import numpy as np
import pytest
from PIL import Image

from models.encoders.colour_names import ColourNamesImageEncoder, ColourNamesTextEncoder
from models.encoders.protocols import Encoded
from models.exceptions import NoStates, UnreadablePicture
from models.training import features as module
from models.training.features import picture_features as encode_pictures
from models.training.features import text_features as encode_texts
from tests.conftest import make_picture

SHORT_AND_LONG = ["red and a long tail of words", "blue", "green grass"]


class Counting:
    """Another encoder, which counts what it encodes."""

    def __init__(self, encoder):
        self.encoder = encoder
        self.count = 0

    def __getattr__(self, name):
        return getattr(self.encoder, name)

    def encode(self, batch):
        vectors = self.encoder.encode(batch)
        self.count += len(vectors)
        return vectors


@pytest.fixture
def of_pictures():
    return Counting(ColourNamesImageEncoder())


@pytest.fixture
def of_texts():
    return Counting(ColourNamesTextEncoder())


@pytest.fixture
def paths(tmp_path):
    """Forty pictures: more than a batch."""
    (tmp_path / "pictures").mkdir()
    found = [tmp_path / "pictures" / f"{number}.png" for number in range(40)]
    for number, path in enumerate(found):
        path.write_bytes(make_picture(("red", "green", "blue")[number % 3], (20 + number, 30)))
    return found


def picture_features(*options):
    return encode_pictures(*options).vectors


def text_features(*options):
    return encode_texts(*options).vectors


def ignore(_):
    pass


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_kept(paths, of_pictures, tmp_path):
    paths[5].write_bytes(b"no picture")
    with pytest.raises(UnreadablePicture):
        picture_features(of_pictures, paths, tmp_path, ignore)
    paths[6].unlink()
    with pytest.raises(UnreadablePicture):
        picture_features(of_pictures, paths, tmp_path, ignore)
    assert not list(tmp_path.rglob("*.npy"))


def test_features_are_the_encoders_own_in_order(paths, of_pictures, tmp_path):
    progress = []
    features = picture_features(of_pictures, paths, tmp_path, progress.append)
    assert features.dtype == np.float32
    assert features[:, :11].argmax(axis=1).tolist() == [(3, 6, 7)[n % 3] for n in range(40)]
    assert sum(progress) == of_pictures.count == 40


def test_the_second_time_nothing_is_encoded(paths, of_pictures, tmp_path):
    first = picture_features(of_pictures, paths, tmp_path, ignore)
    second = picture_features(of_pictures, paths, tmp_path, ignore)
    assert of_pictures.count == 40
    assert np.array_equal(first, second)


def test_a_changed_file_is_encoded_again(paths, of_pictures, tmp_path):
    first = picture_features(of_pictures, paths, tmp_path, ignore)
    paths[0].write_bytes(make_picture("blue", (50, 50)))
    second = picture_features(of_pictures, paths, tmp_path, ignore)
    assert of_pictures.count == 80
    assert not np.array_equal(first[0], second[0])
    assert np.array_equal(first[1:], second[1:])


def test_another_view_order_or_encoder_has_features_of_its_own(paths, of_pictures, tmp_path):
    whole = picture_features(of_pictures, paths, tmp_path, ignore)
    backwards = picture_features(of_pictures, paths[::-1], tmp_path, ignore)
    assert np.array_equal(backwards, whole[::-1])
    picture_features(of_pictures, paths, tmp_path, ignore, "mirrored")
    of_pictures.fingerprint = "another"
    picture_features(of_pictures, paths, tmp_path, ignore)
    assert of_pictures.count == 160


def test_a_view_is_what_its_name_says(tmp_path, of_pictures):
    half = tmp_path / "half.png"
    picture = Image.new("RGB", (40, 40), "white")
    picture.paste((20, 150, 20), (0, 0, 6, 40))  # all of it outside the right crop
    picture.save(half)
    whole, left, right = (
        picture_features(of_pictures, [half], tmp_path, ignore, view)[0]
        for view in ("whole", "bottom left", "bottom right")
    )
    green = 6
    assert left[green] > whole[green] > 0.1
    assert right[green] == 0


def test_texts_keep_their_order_and_are_encoded_once(tmp_path, of_texts):
    texts = SHORT_AND_LONG * 30
    features = text_features(of_texts, texts, tmp_path, ignore)
    again = text_features(of_texts, texts, tmp_path, ignore)
    assert of_texts.count == 90
    assert np.array_equal(features, again)
    alone = ColourNamesTextEncoder()
    for text, row in zip(texts, features, strict=True):
        assert np.array_equal(alone.encode(alone.preprocess([text]))[0], row)


def test_line_breaks_inside_a_text_do_not_make_it_two(tmp_path, of_texts):
    two = text_features(of_texts, ["red", "blue"], tmp_path, ignore)
    one = text_features(of_texts, ["red\nblue"], tmp_path, ignore)
    assert (len(two), len(one)) == (2, 1)


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(module, "PART", 16)


@pytest.mark.usefixtures("small_parts")
def test_an_interrupted_run_goes_on_with_the_part_it_was_at(paths, of_pictures, tmp_path):
    class Stop(Exception):
        pass

    def interrupt(_):
        if of_pictures.count == 32:
            raise Stop

    with pytest.raises(Stop):
        picture_features(of_pictures, paths, tmp_path, interrupt)
    assert len(list(tmp_path.rglob("*.npy"))) == 1, "only a finished part is kept"
    features = picture_features(of_pictures, paths, tmp_path, ignore)
    assert of_pictures.count == 32 + 24, "the first part was encoded again"
    assert np.array_equal(features, picture_features(of_pictures, paths, tmp_path / "new", ignore))


@pytest.mark.usefixtures("small_parts")
def test_a_set_that_grew_encodes_what_is_new(paths, of_pictures, tmp_path):
    first = picture_features(of_pictures, paths[:32], tmp_path, ignore)
    grown = picture_features(of_pictures, paths, tmp_path, ignore)
    assert of_pictures.count == 40
    assert np.array_equal(grown[:32], first)


class Attentive(Counting):
    """An encoder whose states are its vectors, as often as a text has words."""

    def encode_states(self, batch):
        vectors = self.encode(batch)
        lengths = batch[0].sum(axis=1)
        states = np.zeros((len(vectors), lengths.max(), vectors.shape[1]), np.float32)
        for row, length in enumerate(lengths):
            states[row, :length] = vectors[row] * np.arange(1, length + 1)[:, None]
        return Encoded(vectors, states)


@pytest.mark.usefixtures("small_parts")
def test_states_come_back_from_every_part_padded_with_zeros(tmp_path):
    encoder = Attentive(ColourNamesTextEncoder())
    texts = ["red"] * 20 + ["red blue green"] * 20
    for _ in range(2):
        vectors, states = encode_texts(encoder, texts, tmp_path, ignore, with_states=True)
        assert encoder.count == 40
        assert states.shape == (40, 3, 64)
        short, long = states[np.array([3, 30])]
        assert np.allclose(short, vectors[3] * np.array([1, 0, 0])[:, None])
        assert np.allclose(long, vectors[30] * np.array([1, 2, 3])[:, None])
        backwards = states[np.arange(40)[::-1]]
        assert np.array_equal(backwards[::-1], states[np.arange(40)])


def test_an_encoder_without_states_is_not_asked_for_them_twice(paths, tmp_path):
    with pytest.raises(NoStates, match="colour-names gives one vector"):
        encode_pictures(ColourNamesImageEncoder(), paths, tmp_path, ignore, with_states=True)
    assert not list(tmp_path.rglob("*.npy"))
