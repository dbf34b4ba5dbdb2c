"""Names of aids: what is none is refused, what is one is read and written alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exceptions import UnknownAid
from models.ranking.aid import Aid, BiasKind, aids_to_compare, parse_aid

AIDS = st.builds(
    Aid,
    centre=st.booleans(),
    rotate=st.booleans(),
    first=st.none() | st.integers(1, 999_999),
    bias=st.sampled_from(BiasKind),
    size=st.integers(1, 999_999),
)


NO_AIDS = [
    *("", "+", "centred", "Centre", "centre+", "centre rotate", "none+centre", "centre+centre"),
    *(
        "first",
        "first-",
        "first-0",
        "first--2",
        "first-1e3",
        "first-²",
        "first-9999999",
        "rotate-3",
    ),
    *("sample", "first-8+first-4", "sample-10+moments-3", "sample-10+sample-10"),
]


@pytest.mark.parametrize("name", NO_AIDS)
def test_what_is_no_aid_is_refused(name):
    with pytest.raises(UnknownAid, match="is no aid: 'centre', 'rotate', 'first-N'"):
        parse_aid(name)


def test_parts_are_read():
    assert parse_aid("none") == Aid()
    assert parse_aid("first-128") == Aid(first=128)
    combined = Aid(centre=True, rotate=True, first=64, bias=BiasKind.CLUSTERS, size=300)
    assert parse_aid("centre+rotate+first-64+clusters-300") == combined
    assert parse_aid("clusters-300+first-64+rotate+centre") == combined


@given(AIDS)
def test_every_name_leads_back_to_its_aid(aid):
    assert parse_aid(aid.name) == aid


def test_what_is_compared_fits_the_space_and_starts_with_nothing():
    compared = aids_to_compare(128)
    assert compared[0].name == "none"
    assert {aid.first for aid in compared} == {None, 32, 64}
    assert len({aid.name for aid in compared}) == len(compared)
    assert {aid.first for aid in aids_to_compare(8)} == {None}
