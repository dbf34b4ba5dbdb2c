"""Keys are random, shown once, kept as hashes, and known again."""

import json
import stat
from datetime import timedelta

import pytest

from app.access.exceptions import BadKeyName, KeysUnreadable, KeyTaken, UnknownKey
from app.access.key_file import KeyFile
from app.access.key_ring import KeyRing
from app.access.keys import make_key
from app.access.scopes import Scope

# A time that could be anywhere's, which nothing could be compared with.
NAIVE = json.dumps(
    {
        "keys": [
            {
                "id": "0" * 12,
                "name": "laptop",
                "scope": "read",
                "digest": "0" * 64,
                "created": "2026-01-01T00:00:00",
                "expires": None,
            }
        ]
    }
).encode()


@pytest.fixture
def file(tmp_path):
    return KeyFile(tmp_path / "data" / "keys.json")


@pytest.mark.parametrize("name", ["", "a b", "a\n", "é", "x" * 65, "a\x1b[31m"])
def test_names_that_could_spoil_a_terminal_are_refused(name):
    with pytest.raises(BadKeyName):
        make_key(name, Scope.READ, None)


def test_a_name_is_taken_once(file):
    file.add("laptop", Scope.READ, None)
    with pytest.raises(KeyTaken, match="laptop"):
        file.add("laptop", Scope.ADMIN, None)
    assert [key.scope for key in file.read()] == [Scope.READ]


def test_a_key_that_is_not_there_is_not_removed(file):
    with pytest.raises(UnknownKey, match="laptop"):
        file.remove("laptop")


def test_the_file_is_private_and_has_no_key_in_it(file, tmp_path):
    key = file.add("laptop", Scope.READ, None)
    kept = tmp_path / "data" / "keys.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    secret = key.split("_", 2)[2]  # it may have the same sign in it
    assert secret not in kept.read_text()
    assert secret not in repr(file.read())
    assert file.read()[0].digest not in repr(file.read())


def test_keys_have_256_random_bits():
    keys = [make_key("laptop", Scope.READ, None)[1] for _ in range(50)]
    assert len({key[17:] for key in keys}) == 50
    # 43 characters of an alphabet of 64 hold 32 bytes.
    assert {len(key[17:]) for key in keys} == {43}
    assert {key[:4] for key in keys} == {"pxw_"}


def test_only_the_whole_key_is_found(file):
    ring = KeyRing(file)
    assert ring.is_empty
    key = file.add("laptop", Scope.WRITE, None)
    assert ring.find(key).name == "laptop"
    wrong = [key[:-1], key[:17], key + "x", key.upper(), key.swapcase(), " " + key, "", "é" * 60]
    wrong += [key[:17] + "A" * 43, "pxw_" + "0" * 12 + key[16:]]
    assert [ring.find(other) for other in wrong] == [None] * len(wrong)


def test_a_ring_follows_what_others_write(file, tmp_path):
    ring = KeyRing(file)
    first = file.add("first", Scope.READ, None)
    second = file.add("second", Scope.READ, None)
    assert ring.find(first)
    KeyFile(tmp_path / "data" / "keys.json").remove("first")
    assert ring.find(first) is None
    assert ring.find(second)


def test_a_key_ends_when_it_expires_and_still_closes_the_server(file):
    ring = KeyRing(file)
    lasting = file.add("lasting", Scope.READ, timedelta(days=1))
    assert ring.find(lasting)
    gone = file.add("gone", Scope.READ, timedelta(seconds=-1))
    assert ring.find(gone) is None
    file.remove("lasting")
    assert not ring.is_empty


@pytest.mark.parametrize("content", [b"", b"{", b'{"keys": 1}', b'{"keys": [{}]}', b"\xff", NAIVE])
def test_a_damaged_file_lets_nobody_in(file, tmp_path, content):
    key = file.add("laptop", Scope.READ, None)
    ring = KeyRing(file)
    assert ring.find(key)
    (tmp_path / "data" / "keys.json").write_bytes(content)
    for ask in (lambda: ring.find(key), lambda: ring.is_empty, file.read):
        with pytest.raises(KeysUnreadable, match="damaged"):
            ask()


def test_a_file_that_vanishes_does_not_open_the_server(file, tmp_path):
    file.add("laptop", Scope.READ, None)
    ring = KeyRing(file)
    assert not ring.is_empty
    (tmp_path / "data" / "keys.json").unlink()
    with pytest.raises(KeysUnreadable, match="gone"):
        _ = ring.is_empty
