"""The pages of roles: the association's own, who holds them, the sealed ones, the new board, the host's help."""

from __future__ import annotations

from brobygger.membership.roles.views import access, assignments, board, own, sealed, takeover

ASSOCIATION_ROUTES = [
    *own.ROUTES, *sealed.ROUTES, *assignments.ROUTES, *board.ROUTES, *access.ROUTES, *takeover.ROUTES,
]  # fmt: skip
