"""Paths of the site by name. Never an origin: links in mail get theirs from the settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


class Urls:
    """Every route's path, by name: ``sign_in``, ``volunteering:task``."""

    def __init__(self) -> None:
        self._paths: dict[str, tuple[str, tuple[str, ...]]] = {}

    def add(self, name: str, path: str) -> None:
        if name in self._paths:
            raise ValueError(f"two routes are called “{name}”")
        self._paths[name] = (_PARAMETER.sub(r"{\1}", path), tuple(_PARAMETER.findall(path)))

    def path(self, name: str, **parameters: object) -> str:
        """Return the path; parameters that the route does not have become the query, empty ones are left out.

        Raises KeyError when there is no such route or one of its parameters is missing.
        """
        template, names = self._paths[name]
        path = template.format(**{key: quote(str(parameters.pop(key)), safe="") for key in names})
        query = urlencode({key: value for key, value in parameters.items() if value not in (None, "", [])}, doseq=True)
        return f"{path}?{query}" if query else path

    def takes(self, name: str, parameter: str) -> bool:
        """Tell whether the route called *name* has *parameter* in its path."""
        return parameter in self._paths[name][1]


def url_for(request: Request, name: str, **parameters: object) -> str:
    """Return the path of the route called *name*; the association of the request is filled in."""
    urls: Urls = request.app.state.urls
    association = getattr(request.state, "association", None)
    if association is not None and "association" not in parameters and urls.takes(name, "association"):
        parameters["association"] = association.slug
    return urls.path(name, **parameters)


def absolute_url(path: str) -> str:
    """Return *path* with the site's public origin, for mails, calendars and printed codes."""
    from brobygger import runtime

    return runtime.current().settings.site.public_origin.rstrip("/") + path


def site_path(name: str, **parameters: object) -> str:
    """Return the path of a route where no request is at hand, as in a mail."""
    from brobygger import runtime

    return runtime.current().urls.path(name, **parameters)


def own_path(target: str) -> str:
    """Return *target* when it is a path of this site, else ``/``: nobody is sent elsewhere by a crafted link."""
    if not target.startswith("/") or target.startswith("//") or any(sign in target for sign in "\\\t\r\n\0"):
        return "/"
    return target


def see_other(url: str) -> Response:
    """Answer a write that worked: the reader's browser fetches *url*, and a reload sends nothing again."""
    return RedirectResponse(url, status_code=303)
