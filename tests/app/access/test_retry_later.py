"""An error says when to come back."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.exceptions import RetryLater, headers_of
from app.middlewares import RequestIdMiddleware, install_error_handlers
from index.exceptions import SpaceMismatch
from tests.conftest import assert_error


@pytest.mark.parametrize(("seconds", "told"), [(0, "1"), (0.01, "1"), (2.0, "2"), (2.1, "3")])
def test_who_comes_back_when_told_does_not_come_too_early(seconds, told):
    server = FastAPI()

    @server.get("/")
    def busy():
        raise RetryLater("come back later", seconds)

    install_error_handlers(server)
    server.add_middleware(RequestIdMiddleware)
    answer = TestClient(server).get("/")
    assert assert_error(answer, 503, "RetryLater") == "come back later"
    assert answer.headers["retry-after"] == told


def test_who_comes_between_a_move_by_command_and_the_new_space_is_to_come_again():
    assert headers_of(SpaceMismatch("the catalogue was moved")) == {"Retry-After": "5"}
