"""Pages of sign-in and of one's account."""

from __future__ import annotations

from brobygger.identity.views import account, addresses, factors, passkeys, passwords, proving, sessions, sign_in
from brobygger.identity.views.sign_in_needed import proof_needed, sign_in_needed, two_steps_needed

ROUTES = [
    *sign_in.ROUTES,
    *account.ROUTES,
    *addresses.ROUTES,
    *sessions.ROUTES,
    *factors.ROUTES,
    *passkeys.ROUTES,
    *passwords.ROUTES,
    *proving.ROUTES,
]
DEVELOPMENT_ROUTES = sign_in.DEVELOPMENT_ROUTES

__all__ = ["DEVELOPMENT_ROUTES", "ROUTES", "proof_needed", "sign_in_needed", "two_steps_needed"]
