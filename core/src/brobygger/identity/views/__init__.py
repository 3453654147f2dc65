"""Pages of sign-in and of one's account."""

from __future__ import annotations

from brobygger.identity.views import account, addresses, factors, sessions, sign_in
from brobygger.identity.views.sign_in_needed import sign_in_needed

ROUTES = [*sign_in.ROUTES, *account.ROUTES, *addresses.ROUTES, *sessions.ROUTES, *factors.ROUTES]
DEVELOPMENT_ROUTES = sign_in.DEVELOPMENT_ROUTES

__all__ = ["DEVELOPMENT_ROUTES", "ROUTES", "sign_in_needed"]
