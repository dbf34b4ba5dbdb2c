"""What an interrupted run goes on with comes back whole, or not at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.exceptions import WeightsCorrupt
from models.unfinished import UnfinishedRun, load_unfinished, save_unfinished, unfinished_path

RUN = UnfinishedRun(
    {"w": np.arange(6, dtype=np.float32).reshape(2, 3), "at": np.int64(7)}, {"epoch": 3, "é": [1.5]}
)


def test_a_run_that_is_not_there_is_none(tmp_path):
    assert load_unfinished(tmp_path / "none.unfinished") is None


def test_a_run_that_is_damaged_or_cut_anywhere_is_refused(tmp_path):
    path = tmp_path / "w.unfinished"
    save_unfinished(path, RUN)
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        for damaged in (flipped, whole[:place]):
            path.write_bytes(damaged)
            with pytest.raises(WeightsCorrupt, match="delete it"):
                load_unfinished(path)


def test_a_run_comes_back_and_lies_beside_its_result(tmp_path):
    path = unfinished_path(tmp_path / "new" / "w.safetensors")
    assert path == tmp_path / "new" / "w.unfinished"
    save_unfinished(path, RUN)
    found = load_unfinished(path)
    assert found.notes == RUN.notes
    assert (found.arrays["at"], found.arrays["at"].shape) == (7, ())
    np.testing.assert_array_equal(found.arrays["w"], RUN.arrays["w"])
    assert [file.name for file in path.parent.iterdir()] == ["w.unfinished"]


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.int64, np.uint8, np.float64]),
        arrays.array_shapes(min_dims=0, min_side=0, max_dims=3),
    ),
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers() | st.text()),
)
def test_any_array_and_notes_come_back(tmp_path_factory, array, notes):
    path = tmp_path_factory.getbasetemp() / "any.unfinished"
    save_unfinished(path, UnfinishedRun({"a": array, "f": np.asfortranarray(array)}, notes))
    found = load_unfinished(path)
    assert found.notes == notes
    for name in ("a", "f"):
        assert found.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(found.arrays[name], array)
