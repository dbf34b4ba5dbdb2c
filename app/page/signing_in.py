"""Signing in with a key, and out again."""

import re
from dataclasses import replace
from typing import Annotated, Literal, TypedDict

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.access import public
from app.access.callers import address_of
from app.access.credentials import SESSION_COOKIE
from app.access.exceptions import KeysUnreadable, TooManyRequests, Unauthorised
from app.access.sessions import LIFETIME_S, Sessions
from app.page.visits import PageRoute, VisitDep

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_SEE_OTHER = 303
# `//other.example` would lead away from this server, and browsers take `\` for `/`.
_OWN_ADDRESS = re.compile(r"/(?![/\\])[!-~]*")


class _Guards(TypedDict):
    """What keeps scripts, other sites and eavesdroppers from a cookie."""

    httponly: bool
    samesite: Literal["strict"]
    secure: bool


@router.post("/sign-in")
@public
async def sign_in(
    request: Request,
    visit: VisitDep,
    key: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "/",
) -> Response:
    """Begins a session, and shows the page that the visitor wanted to see."""
    sessions: Sessions = request.app.state.sessions
    wanted = _own_address(then)
    try:
        session = sessions.begin(key.strip(), address_of(request.scope))
    except Unauthorised:
        return replace(visit, address=wanted).stops(was_wrong=True)
    except (TooManyRequests, KeysUnreadable) as error:
        return visit.refuses(error)
    answer = RedirectResponse(wanted, _SEE_OTHER)
    answer.set_cookie(SESSION_COOKIE, session, LIFETIME_S, **_guarded(request))
    return answer


@router.post("/sign-out")
@public
async def sign_out(request: Request) -> Response:
    """Makes the browser forget the session."""
    answer = RedirectResponse("/", _SEE_OTHER)
    answer.delete_cookie(SESSION_COOKIE, **_guarded(request))
    return answer


def _guarded(request: Request) -> _Guards:
    return {"httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}


def _own_address(given: str) -> str:
    return given if _OWN_ADDRESS.fullmatch(given) else "/"
