"""Puts what guards a server around it."""

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.access.browsers import BrowserGuard
from app.access.exposure import is_exposed
from app.access.headers import SecurityHeadersMiddleware
from app.access.key_file import KeyFile
from app.access.key_ring import KeyRing
from app.access.middlewares import AccessMiddleware
from app.access.openapi import describe_access
from app.access.policy import AccessPolicy
from app.access.preflights import PreflightMiddleware
from app.access.rates import Rate
from app.access.routes import guarded_routes
from app.access.sessions import Sessions
from app.config import Settings


def install_access(server: FastAPI, settings: Settings) -> None:
    """Guards all routes that the server has; call it when it has them all.

    What begins sessions is then in `server.state.sessions`.

    Raises:
        UndeclaredScope: A route does not say who may use it.
    """
    routes = guarded_routes(server)
    requests = Rate(settings.rate_per_minute, settings.remembered_callers)
    failures = Rate(settings.failures_per_minute, settings.remembered_callers)
    ring = KeyRing(KeyFile(settings.keys_file))
    server.state.sessions = Sessions(ring, failures)
    server.add_middleware(
        AccessMiddleware,
        routes=routes,
        policy=_policy(ring, server.state.sessions, settings),
        requests=requests,
        failures=failures,
    )
    if settings.cors_origins:
        server.add_middleware(PreflightMiddleware, origins=settings.cors_origins, requests=requests)
    server.add_middleware(SecurityHeadersMiddleware)
    describe_access(server, routes)


def trust_proxies(server: FastAPI, settings: Settings) -> None:
    """Believes the named proxies, and nobody else, whose request they pass on."""
    if settings.proxies:
        server.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))


def _policy(ring: KeyRing, sessions: Sessions, settings: Settings) -> AccessPolicy:
    return AccessPolicy(
        ring,
        sessions,
        BrowserGuard(settings.hosts, settings.cors_origins),
        may_be_open=settings.open or not is_exposed(settings.host),
    )
