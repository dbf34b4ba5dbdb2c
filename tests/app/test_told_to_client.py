"""What a client is told of errors: never where things lie on this machine."""

import pytest

from app.exceptions import DataFolderFailed, InvalidRequest, Overloaded, told_to_client
from index.exceptions import QueryCancels, SpaceMismatch, StorageFailed
from models.exceptions import TooSlow, UnknownEncoder, WeightsCorrupt

PLACE = "/srv/secret/catalogue.sqlite"


@pytest.mark.parametrize(
    "error",
    [
        StorageFailed(f"the catalogue sqlite:///{PLACE} failed"),
        SpaceMismatch(f"made with {PLACE}"),
        WeightsCorrupt(f"{PLACE} is damaged"),
        UnknownEncoder(f"there are no heads at {PLACE}"),
        DataFolderFailed(f"the data folder {PLACE} cannot be made"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_names_places_is_told_by_its_kind_and_logged_in_full(error, caplog):
    told = told_to_client(error)
    assert PLACE not in told
    assert told.endswith("; the server's log says more")
    assert len(told) > 50
    assert [record.getMessage() for record in caplog.records] == [
        f"{type(error).__name__}: {error}"
    ]


@pytest.mark.parametrize(
    "error",
    [
        InvalidRequest("k must be from 1 to 1000, not 0"),
        QueryCancels("the terms sum to nothing"),
        Overloaded("64 requests are being answered: ask again", 1),
        TooSlow(60),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_is_the_clients_to_act_on_is_told_in_its_own_words(error, caplog):
    assert told_to_client(error) == str(error)
    assert caplog.records == []
