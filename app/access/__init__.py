"""Who may do what: scopes of routes, API keys, rates, and headers that protect browsers."""

from app.access.scopes import Scope, needs, public

__all__ = ["Scope", "needs", "public"]
