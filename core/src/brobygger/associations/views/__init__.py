"""Pages of associations: the directory, profiles, what edits them, and writing to them."""

from __future__ import annotations

from brobygger.associations.views import directory, languages, letters, profile

SITE_ROUTES = directory.ROUTES
ASSOCIATION_ROUTES = [*profile.ROUTES, *languages.ROUTES, *letters.ROUTES]

__all__ = ["ASSOCIATION_ROUTES", "SITE_ROUTES"]
