"""Parts of features on disk: half a part is none, and rows of many parts are rows of one array."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encoders.protocols import Encoded
from models.training import parts
from models.training.parts import JoinedStates, gather, join_parts, keep_part, read_part

VECTORS = np.arange(6, dtype=np.float32).reshape(3, 2) + 0.1
STATES = np.arange(24, dtype=np.float32).reshape(3, 4, 2) / 7 + 0.1


def keep(path, states=STATES):
    keep_part(path, 3, [(np.arange(3), Encoded(VECTORS, states))])


def test_what_was_never_kept_is_not_there(tmp_path):
    assert read_part(tmp_path / "part", with_states=False) is None
    keep(tmp_path / "part", states=None)
    assert read_part(tmp_path / "part", with_states=True) is None
    assert np.array_equal(read_part(tmp_path / "part", with_states=False).vectors, VECTORS)


@pytest.mark.parametrize("suffix", [".npy", ".states.npy"])
def test_a_part_that_was_cut_short_is_not_there(tmp_path, suffix):
    keep(tmp_path / "part")
    file = (tmp_path / "part").with_suffix(suffix)
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert read_part(tmp_path / "part", with_states=True) is None
    file.write_bytes(whole)
    assert read_part(tmp_path / "part", with_states=True) is not None


@pytest.mark.parametrize("files", [0, 1])
def test_a_kill_while_a_part_is_written_leaves_none(tmp_path, monkeypatch, files):
    """After no file or one of two."""
    written = []
    write = parts._write

    def killed(path, array):
        if len(written) == files:
            raise KeyboardInterrupt
        written.append(path)
        write(path, array)

    monkeypatch.setattr(parts, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        keep(tmp_path / "part")
    assert len(list(tmp_path.iterdir())) == len(written) == files
    assert read_part(tmp_path / "part", with_states=True) is None


def test_a_kill_before_the_renaming_leaves_no_file(tmp_path, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        keep(tmp_path / "part")
    assert not list(tmp_path.iterdir())


def test_vectors_are_kept_exactly_and_states_in_half_precision(tmp_path):
    keep(tmp_path / "part")
    found = read_part(tmp_path / "part", with_states=True)
    assert found.vectors.dtype == np.float32
    assert np.array_equal(found.vectors, VECTORS)
    assert isinstance(found.states, np.memmap), "states are read only where they are asked for"
    assert found.states.dtype == np.float16
    assert np.array_equal(found.states, STATES.astype(np.float16))


def test_batches_are_gathered_in_the_order_of_their_rows():
    batches = [
        (np.array([2, 0]), Encoded(VECTORS[[2, 0]], STATES[[2, 0]])),
        (np.array([1]), Encoded(VECTORS[[1]], STATES[[1], :3])),  # a shorter text
    ]
    found = gather(3, batches)
    expected = STATES.astype(np.float16)
    expected[1, 3:] = 0
    assert np.array_equal(found.vectors, VECTORS)
    assert np.array_equal(found.states, expected)


def test_parts_without_states_are_joined_without():
    joined = join_parts([Encoded(VECTORS), Encoded(VECTORS[:1] + 9)])
    assert np.array_equal(joined.vectors, np.concatenate([VECTORS, VECTORS[:1] + 9]))
    assert joined.states is None


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=1, max_size=4), st.data())
def test_rows_of_several_parts_are_those_of_one_padded_array(sizes, data):
    """In any order and more than once, as `np.take` reads them."""
    rng = np.random.default_rng(0)
    kept = [rng.normal(size=(rows, length, 3)).astype(np.float16) for rows, length in sizes]
    longest = max(length for _, length in sizes)
    whole = np.concatenate(
        [np.pad(part, ((0, 0), (0, longest - part.shape[1]), (0, 0))) for part in kept]
    )
    joined = JoinedStates(kept)
    rows = np.array(data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=9)), np.int64)
    found = joined[rows]
    assert joined.shape == whole.shape
    assert found.dtype == np.float32
    assert np.array_equal(found, whole[rows].astype(np.float32))


@given(st.lists(st.integers(0, 40), min_size=40, max_size=40, unique=True))
@settings(max_examples=20)
def test_a_part_on_disk_is_what_was_gathered(order):
    """However its rows were shared out to batches."""
    vectors = np.arange(82, dtype=np.float32).reshape(41, 2)
    rows = np.array(order[:20]), np.array(sorted({*range(41)} - {*order[:20]}))
    with tempfile.TemporaryDirectory() as folder:
        keep_part(Path(folder) / "part", 41, [(own, Encoded(vectors[own])) for own in rows])
        found = read_part(Path(folder) / "part", with_states=False)
    assert np.array_equal(found.vectors, vectors)
