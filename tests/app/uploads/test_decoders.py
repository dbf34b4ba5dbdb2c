"""Decoding happens in processes that can be ended, and says the same as decoding here."""

import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from app.decoding import process
from app.decoding.limits import DecodingLimits
from app.decoding.pool import Decoders
from app.exceptions import DecoderFailed, PictureTooSlow
from models import open_picture
from models.exceptions import PictureTooLarge, UnreadablePicture
from models.picture_formats import PICTURE_FORMATS
from tests.app.uploads.bombs import many_scans
from tests.conftest import ROOT, make_picture

pytestmark = pytest.mark.alone

PHOTO = (ROOT / "samples" / "pictures" / "astronaut.jpg").read_bytes()
LIMITS = DecodingLimits(max_pixels=1_000_000, seconds=0.3, formats=PICTURE_FORMATS)


def children():
    """The decoders that this process started."""
    return [own for own in psutil.Process().children() if "app.decoding.worker" in own.cmdline()]


@pytest.fixture(scope="module")
def decoders():
    before = children()
    pool = Decoders(LIMITS, most=2)
    yield pool
    assert len(children()) <= len(before) + 2
    pool.close()
    assert len(children()) <= len(before)


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", UnreadablePicture, "no bytes"),
        (b"not a picture", UnreadablePicture, "not a picture"),
        (PHOTO[:1000], UnreadablePicture, "damaged"),
        (make_picture("red", (1001, 1000)), PictureTooLarge, "1001 x 1000"),
        (many_scans(900, 5000), PictureTooSlow, "PIXWORD_MAX_DECODE_SECONDS"),
    ],
    ids=["empty", "text", "truncated", "too large", "too slow"],
)
def test_what_cannot_be_decoded_says_why_and_the_next_can(decoders, content, error, says):
    with pytest.raises(error, match=says):
        decoders.decode(content, 100)
    assert decoders.decode(PHOTO).width == open_picture(PHOTO).width


@pytest.mark.parametrize("enough", [None, 20])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_decoder_sees_what_is_seen_here(decoders, kind, enough):
    content = make_picture("blue", (300, 200), kind)
    here, there = open_picture(content, enough=enough), decoders.decode(content, enough)
    assert there.image.tobytes() == here.image.tobytes()
    assert there.image.size == here.image.size
    assert (there.width, there.height) == (300, 200)
    assert there.media_type == here.media_type


def test_a_decoder_that_ended_while_it_rested_is_not_asked(decoders):
    decoders.decode(PHOTO)
    for child in children():
        child.kill()
        while child.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
    assert decoders.decode(PHOTO).height


def test_a_decoder_that_owes_an_answer_is_not_asked_again(decoders, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(process, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            decoders.decode(make_picture("red", (90, 60)))
    assert decoders.decode(make_picture("red", (40, 30))).width == 40


def test_pictures_wait_for_a_free_decoder(decoders):
    slow = many_scans(900, 5000)
    before = len(children())
    with ThreadPoolExecutor(6) as pool:
        tried = [pool.submit(decoders.decode, slow, 100) for _ in range(3)]
        photo = pool.submit(decoders.decode, PHOTO)
        time.sleep(0.1)
        assert len(children()) <= before + 2
        assert photo.result().width
    assert all(isinstance(one.exception(), PictureTooSlow) for one in tried)


def test_a_decoder_knows_no_password_of_ours(monkeypatch):
    monkeypatch.setenv("PIXWORD_CATALOGUE", "postgresql://us:secret@db/pictures")
    before = {own.pid for own in children()}
    pool = Decoders(LIMITS, most=1)
    assert pool.decode(PHOTO).width
    (started,) = [own for own in children() if own.pid not in before]
    names = set(started.environ())  # /proc/PID/environ
    pool.close()
    assert "PATH" in names
    allowed = {"PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "OMP_NUM_THREADS"}
    assert {name for name in names if not name.startswith("LC_")} <= allowed


def test_only_formats_of_the_settings_are_read():
    pool = Decoders(DecodingLimits(1_000_000, 5.0, ("PNG",)), most=1)
    with pytest.raises(UnreadablePicture, match=r"\(PNG are\)"):
        pool.decode(PHOTO)
    assert pool.decode(make_picture("red")).media_type == "image/png"
    pool.close()


def test_a_decoder_that_does_not_start_is_the_servers_fault(monkeypatch):
    monkeypatch.setattr(process.sys, "executable", "/nowhere/python")
    with pytest.raises(DecoderFailed, match="can be started"):
        Decoders(LIMITS, most=1).decode(PHOTO)


def test_a_decoder_may_not_take_more_memory_than_the_pixels_need():
    limits = DecodingLimits(80_000_000, 10.0, PICTURE_FORMATS)
    assert 10 * 80_000_000 < limits.memory < 4 * 2**30
