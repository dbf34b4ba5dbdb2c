"""Nothing is dialled but what is allowed, whatever an address says."""

import asyncio
import re
import time

import pytest

from app.config import Settings
from app.exceptions import InvalidRequest, RemoteOff, RemotePictureUnusable, RequestTooLarge
from app.remote.network import resolve
from app.remote.pictures import RemotePictures
from models.exceptions import TooSlow
from models.pictures import open_picture
from models.runtime.patience import Patience, bound
from tests.app.remote.hostile import ELSEWHERE, LOOPBACK
from tests.app.remote.origin import RED, RecordingNetwork, serving

PUBLIC, OTHER = "93.184.216.34", "2606:4700::1111"
NAMES = {
    "picture.example": [PUBLIC],
    "other.example": [OTHER],
    "inside.example": ["127.0.0.1"],
    "half.example": [PUBLIC, "10.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "zone.example": ["fe80::1%eth0"],
}


class Decoder:
    def decode(self, content, enough=None):
        return open_picture(content, 1_000_000, enough)


class Names:
    """A name server of the test, that may answer differently every time."""

    def __init__(self):
        self.asked = []
        self.turns = {}

    async def __call__(self, host, port):
        self.asked.append(host)
        if self.turns.get(host):
            return [self.turns[host].pop(0)]
        if host in NAMES:
            return NAMES[host]
        if host.endswith(".example"):
            raise OSError("no such host")
        return await resolve(host, port)


class World:
    def __init__(self, origin, **settings):
        self.names = Names()
        ends = {(PUBLIC, 80): origin.port, (OTHER, 80): origin.port, (PUBLIC, 443): origin.port}
        self.network = RecordingNetwork(ends)
        ports = f"80,443,{origin.port}"
        self.settings = Settings(
            **{"image_url": "public", "remote_ports": ports, "max_remote_seconds": 0.6} | settings
        )

    def fetch(self, *addresses):
        async def fetch():
            remote = RemotePictures(self.settings, self.names, self.network)
            return await remote.fetch(addresses, Decoder())

        return asyncio.run(fetch())

    def refusal(self, address):
        fetched = self.fetch(address)
        assert not fetched.files
        assert isinstance(fetched.refused[address], RemotePictureUnusable)
        return str(fetched.refused[address])


@pytest.fixture(scope="module")
def origin():
    with serving() as started:
        yield started


@pytest.fixture
def world(origin):
    origin.asked.clear()
    return World(origin)


SAYABLE = re.compile(r"[\w:/.\[\]{}-]+", re.ASCII)  # in the query of the redirecting address
TEXT = "no picture can be taken from this address"


def test_there_are_at_least_sixty():
    assert len(set(LOOPBACK.values()) | set(ELSEWHERE.values())) >= 60


@pytest.mark.parametrize("name", LOOPBACK)
def test_this_machine_is_not_dialled(origin, world, name):
    assert world.refusal(LOOPBACK[name].format(port=origin.port)) == TEXT
    assert world.network.dialled == []
    assert origin.asked == []


@pytest.mark.parametrize("name", ELSEWHERE)
def test_nothing_inside_is_dialled(origin, world, name):
    assert world.refusal(ELSEWHERE[name]) == TEXT
    assert world.network.dialled == []
    assert origin.asked == []


@pytest.mark.parametrize("name", [name for name in LOOPBACK if SAYABLE.fullmatch(LOOPBACK[name])])
def test_no_redirection_leads_inside(origin, world, name):
    target = LOOPBACK[name].format(port=origin.port)
    assert world.refusal(f"http://picture.example/to?url={target}") == TEXT
    assert {host for host, _ in world.network.dialled} == {PUBLIC}


def test_off_looks_up_no_name(origin):
    world = World(origin, image_url="off")
    with pytest.raises(RemoteOff, match="PIXWORD_IMAGE_URL"):
        world.fetch("http://picture.example/red.png")
    assert world.names.asked == []
    assert world.fetch(None).files == {}


def test_a_picture_is_fetched_from_the_checked_address(origin, world):
    address = "http://picture.example/red.png"
    assert world.fetch(address, None, address).files == {address: RED}
    assert world.network.dialled == [(PUBLIC, 80)]
    ((_, headers),) = origin.asked
    assert headers["Host"] == "picture.example"
    assert headers["Accept-Encoding"] == "identity"
    assert not {"Cookie", "Authorization"} & set(headers)


def test_a_name_that_is_bound_anew_is_looked_up_once(world):
    world.names.turns["picture.example"] = [PUBLIC, "127.0.0.1"]
    address = "http://picture.example/red.png"
    assert world.fetch(address).files == {address: RED}
    assert world.names.asked == ["picture.example"]
    assert world.refusal(address) == TEXT  # the second time it is loopback
    assert world.network.dialled == [(PUBLIC, 80)]


def test_a_name_is_checked_again_behind_a_redirection(world):
    world.names.turns["picture.example"] = [PUBLIC, "127.0.0.1"]
    assert world.refusal("http://picture.example/to?url=http://picture.example/red.png") == TEXT
    assert world.network.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirections_are_followed(world, code):
    address = f"http://picture.example/to?code={code}&url=http://other.example/red.png"
    assert world.fetch(address).files == {address: RED}
    assert world.network.dialled == [(PUBLIC, 80), (OTHER, 80)]


def test_three_redirections_and_no_more(world):
    def nested(count):
        address = "/red.png"
        for _ in range(count):
            address = "/to?url=" + address.replace("%", "%25").replace("?", "%3F")
        return "http://picture.example" + address

    assert list(world.fetch(nested(3)).files.values()) == [RED]
    assert world.refusal(nested(4)) == TEXT
    assert world.refusal("http://picture.example/to?url=to%3Furl=x") == TEXT


def test_cookies_are_not_carried(origin, world):
    world.fetch("http://picture.example/cookie")
    assert [path for path, _ in origin.asked] == ["/cookie", "/red.png"]
    assert "Cookie" not in origin.asked[1][1]


@pytest.mark.parametrize(
    "path",
    [
        "text",
        "bomb",
        "empty",
        "nowhere",
        "gzip",
        "gzipbomb",
        "endless",
        "slow",
        "silent",
        "headers",
        "early",
        "nonsense",
        "short",
        "chunks",
        "status?code=404",
        "status?code=204",
        "status?code=206",
        "status?code=401",
        "status?code=500",
    ],
)
def test_answers_that_are_no_picture_read_the_same(world, path):
    started = time.monotonic()
    assert world.refusal(f"http://picture.example/{path}") == TEXT
    assert time.monotonic() - started < 5


def test_a_host_that_does_not_answer_reads_the_same(world):
    assert world.refusal("http://other.example:443/red.png") == TEXT
    assert world.network.dialled == [(OTHER, 443)]


def test_only_hosts_of_the_list_are_asked(origin):
    world = World(origin, image_url="hosts", remote_hosts="Picture.Example")
    address = "http://picture.example/red.png"
    assert world.fetch(address).files == {address: RED}
    for other in ("http://other.example/red.png", f"http://{PUBLIC}/red.png"):
        assert world.refusal(other) == TEXT
    assert world.refusal("http://picture.example/to?url=http://other.example/red.png") == TEXT
    assert world.names.asked == ["picture.example"] * 2
    assert {host for host, _ in world.network.dialled} == {PUBLIC}


def test_a_bad_address_refuses_itself_alone(world):
    good, bad = "http://picture.example/red.png", "http://127.0.0.1/"
    fetched = world.fetch(bad, good)
    assert fetched.files == {good: RED}
    assert list(fetched.refused) == [bad]
    with pytest.raises(RemotePictureUnusable):
        fetched.all_files()


def test_proxies_of_the_environment_are_not_asked(world, monkeypatch, origin):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{origin.port}")
    assert world.refusal("http://missing.example/red.png") == TEXT
    assert world.network.dialled == []
    assert origin.asked == []


def test_more_than_a_request_may_have_are_not_asked_for(origin, world):
    world = World(origin, max_pictures=2)
    with pytest.raises(InvalidRequest, match="at most 2 pictures, not 3"):
        world.fetch(*[f"http://picture.example/red.png?{i}" for i in range(3)])
    assert world.names.asked == []
    assert len(world.fetch(*["http://picture.example/red.png"] * 3).files) == 1


def test_all_bytes_of_a_request_count_together(origin, world):
    world = World(origin, max_request_bytes=1024, remote_at_once=1)
    enough = 1024 // len(RED)
    addresses = [f"http://picture.example/red.png?{i}" for i in range(3 * enough)]
    assert len(world.fetch(*addresses[:enough]).files) == enough
    origin.asked.clear()
    with pytest.raises(RequestTooLarge, match="1,024 bytes together"):
        world.fetch(*addresses)
    assert len(origin.asked) == enough + 1
    with pytest.raises(RequestTooLarge):
        world.fetch("http://picture.example/endless")


def test_a_request_out_of_time_waits_no_longer(origin):
    world = World(origin, max_remote_seconds=60, remote_at_once=2)
    addresses = [f"http://picture.example/slow?{i}" for i in range(3)]
    started = time.monotonic()
    with bound(Patience(0.5)), pytest.raises(TooSlow):
        world.fetch(*addresses)
    assert time.monotonic() - started < 10


def test_one_request_leaves_turns_for_another(origin):
    world = World(origin, max_remote_seconds=20, remote_at_once=2)
    remote = RemotePictures(world.settings, world.names, world.network)
    good = "http://picture.example/red.png"

    async def fetch():
        slow = [f"http://picture.example/slow?{i}" for i in range(8)]
        busy = asyncio.create_task(remote.fetch(slow, Decoder()))
        while not origin.asked:  # noqa: ASYNC110 - a thread fills it
            await asyncio.sleep(0.01)
        try:
            return await asyncio.wait_for(remote.fetch([good], Decoder()), 10)
        finally:
            busy.cancel()

    origin.asked.clear()
    assert asyncio.run(fetch()).files == {good: RED}


@pytest.mark.alone
def test_waiting_for_a_turn_counts_as_time(origin):
    world = World(origin, max_remote_seconds=1.0, remote_at_once=1)
    remote = RemotePictures(world.settings, world.names, world.network)

    async def fetch():
        slow = [f"http://picture.example/slow?{i}" for i in range(4)]
        return await asyncio.gather(*(remote.fetch([address], Decoder()) for address in slow))

    started = time.monotonic()
    assert all(fetched.refused for fetched in asyncio.run(fetch()))
    assert time.monotonic() - started < 3.5  # one after the other would take 4


def test_only_so_many_are_fetched_at_once(origin):
    world = World(origin, remote_at_once=2)
    addresses = [f"http://picture.example/silent?{i}" for i in range(4)]
    started = time.monotonic()
    assert len(world.fetch(*addresses).refused) == 4
    assert time.monotonic() - started > 1.1  # two rounds of 0.6 s


def test_the_system_resolver_returns_addresses():
    assert "127.0.0.1" in asyncio.run(resolve("127.0.0.1", 80))
    assert set(asyncio.run(resolve("localhost", 80))) <= {"127.0.0.1", "::1"}
    with pytest.raises(OSError):
        asyncio.run(resolve("no such name", 80))
