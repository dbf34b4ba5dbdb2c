"""Buckets give what they hold, refill, and do not pile up."""

import pytest

from app.access.callers import address_of
from app.access.exceptions import TooManyRequests
from app.access.rates import Rate

REMEMBERED = 1000


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def taken(rate, caller="a", tries=1000):
    """How many requests in a row are let through."""
    for count in range(tries):
        try:
            rate.take(caller)
        except TooManyRequests:
            return count
    return tries


@pytest.mark.parametrize("per_minute", [1, 2, 7, 60, 600])
def test_a_minutes_worth_is_let_through_at_once_and_no_more(per_minute):
    rate = Rate(per_minute, REMEMBERED, Clock())
    assert taken(rate) == per_minute
    assert taken(rate, "another") == per_minute


def test_who_comes_back_when_told_is_let_through_once():
    clock = Clock()
    rate = Rate(6, REMEMBERED, clock)
    assert taken(rate) == 6
    with pytest.raises(TooManyRequests) as refused:
        rate.take("a")
    assert refused.value.retry_after_s == pytest.approx(10)
    clock.now += 9.9
    assert taken(rate) == 0
    clock.now += 0.1
    assert taken(rate) == 1
    clock.now += 3600
    assert taken(rate) == 6


def test_no_limit_remembers_nobody():
    rate = Rate(0, REMEMBERED, Clock())
    assert taken(rate) == 1000
    assert not rate._full_at


def test_memory_is_bounded_and_the_latest_callers_are_kept():
    rate = Rate(1, REMEMBERED, Clock())
    for number in range(REMEMBERED + 500):
        rate.take(str(number))
    assert len(rate._full_at) == REMEMBERED
    assert taken(rate, str(REMEMBERED + 499)) == 0
    assert taken(rate, "0") == 1


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.7", 50), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 50), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::9", 50), "2001:db8:1:2::/64"),
        (None, "local socket"),
        (("elsewhere", 0), "elsewhere"),
    ],
)
def test_a_client_is_its_address_or_network(client, address):
    assert address_of({"client": client}) == address


def test_mapped_addresses_are_told_apart():
    mapped = [address_of({"client": (f"::ffff:192.0.2.{n}", 1)}) for n in (1, 2)]
    assert mapped[0] != mapped[1]
