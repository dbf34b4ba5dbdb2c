"""`pixword keys`, and what `pixword serve` wants before it listens to others."""

import re
from pathlib import Path

import pytest
import yaml

from app.access.exposure import is_exposed
from tests.conftest import ROOT


def test_add_shows_the_key_once_and_list_never(pixword):
    added = pixword("keys", "add", "laptop", "--scope", "write", "--expires-days", "30")
    key = added.stdout.strip()
    assert key.startswith("pxw_")
    listed = pixword("keys", "list").stdout
    assert "laptop" in listed
    assert "write" in listed
    assert key[17:] not in listed
    assert pixword("keys", "remove", "laptop").stdout == "removed 1\n"
    assert "laptop" not in pixword("keys", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("add", "x"), 2, "--scope"),
        (("add", "x", "--scope", "god"), 2, "god"),
        (("add", "x", "--scope", "read", "--expires-days", "0"), 2, "expires-days"),
        (("add", "a b", "--scope", "read"), 1, "letters"),
        (("remove", "nobody"), 1, "nobody"),
    ],
)
def test_mistakes_are_told(pixword, arguments, code, told):
    done = pixword("keys", *arguments)
    assert done.returncode == code
    assert told in done.stderr


EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused


@pytest.mark.parametrize(
    "host",
    [EVERYWHERE, "::", "", "0", "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "nowhere.invalid"],
)
def test_addresses_of_other_machines_are_exposed(host):
    assert is_exposed(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.3.2.1", "127.1", "localhost", "::ffff:127.0.0.1"]
)
def test_loopback_addresses_are_not(host):
    assert not is_exposed(host)


@pytest.mark.parametrize("host", [EVERYWHERE, "::"])
def test_nobody_else_is_listened_to_without_a_key(pixword, host):
    refused = pixword("serve", "--host", host, "--port", "0")
    assert refused.returncode == 1
    for way_out in ("pixword keys add", "127.0.0.1", "--open", "PIXWORD_OPEN"):
        assert way_out in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("way", ["key", "flag", "setting"])
def test_with_a_key_or_when_it_is_meant_others_are_listened_to(pixword, monkeypatch, way):
    served = []
    monkeypatch.setattr(
        "app.cli.serve.serve_until_stopped", lambda server: served.append(server.config.host)
    )
    if way == "key":
        pixword("keys", "add", "laptop", "--scope", "read")
    arguments = ("--open",) if way == "flag" else ()
    settings = {"PIXWORD_OPEN": "true"} if way == "setting" else {}
    pixword("serve", "--host", EVERYWHERE, *arguments, **settings)
    assert served == [EVERYWHERE]


def test_a_key_file_that_cannot_be_written_is_told(pixword, environment):
    Path(environment["PIXWORD_DATA"]).touch()
    failed = pixword("keys", "add", "laptop", "--scope", "read")
    assert failed.returncode == 1
    assert "file of keys" in failed.stderr


def test_the_container_that_needs_no_key_is_published_on_the_loopback_address_alone():
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["pixword"]
    assert service["environment"]["PIXWORD_OPEN"] == "true"
    assert service["ports"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert "PIXWORD_OPEN" not in re.sub("#.*", "", (ROOT / "Dockerfile").read_text())
