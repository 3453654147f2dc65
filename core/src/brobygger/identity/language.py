"""The language of one reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.identity.cookies import LANGUAGE, read_cookie

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import HTTPConnection


def choose_language(connection: HTTPConnection, account_language: str = "") -> str:
    """Return what was chosen in this browser, else the account's, else what the browser asks for, else the site's."""
    site = runtime.current().settings.site
    for language in (read_cookie(connection, LANGUAGE), account_language):
        if language in site.languages:
            return language
    return _accepted(connection.headers.get("accept-language", ""), site.languages) or site.language


def _accepted(header: str, languages: Sequence[str]) -> str:
    """Return the one of *languages* that ``Accept-Language`` likes best; a country's variety counts as the language."""
    best, best_weight = "", 0.0
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        weight = _weight(parameter)
        code = tag.strip().lower()
        match = next((language for language in languages if code.split("-")[0] == language.lower()), "")
        match = next((language for language in languages if code == language.lower()), match)
        if match and weight > best_weight:
            best, best_weight = match, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
