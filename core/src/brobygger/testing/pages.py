"""Reading pages as a person does: headings, links, forms."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag

if TYPE_CHECKING:
    import httpx2


class Page:
    """One answer of the site."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree, which is made when somebody looks: it takes as long as an answer of the site."""
        return BeautifulSoup(self.response.text, "lxml")

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return str(self.response.url.path)

    @property
    def heading(self) -> str:
        found = self.soup.find("h1")
        return found.get_text(" ", strip=True) if found else ""

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def main(self) -> str:
        """The words of the page's own content."""
        found = self.soup.find("main")
        return " ".join((found or self.soup).get_text(" ").split())

    @property
    def errors(self) -> list[str]:
        """What the error summary says."""
        return [item.get_text(" ", strip=True) for item in self.soup.select(".error-summary li")]

    def links(self) -> dict[str, str]:
        """Return the page's links by their words."""
        return {" ".join(link.get_text(" ").split()): str(link["href"]) for link in self.soup.find_all("a", href=True)}

    def form(self, action: str = "") -> Form:
        """Return the form that writes, or the one whose action ends in *action*."""
        for found in self.soup.find_all("form"):
            target = str(found.get("action") or self.path)
            if (target.endswith(action) if action else str(found.get("method", "get")).lower() == "post" and
                    "/language" not in target and "/sign-out" not in target):  # fmt: skip
                return Form(found, target)
        raise AssertionError(f"no such form on {self.path}: {self.main[:300]}")


class Form:
    """A form with what stands in it."""

    def __init__(self, tag: Tag, action: str) -> None:
        self.tag = tag
        self.action = action
        self.method = str(tag.get("method", "get")).lower()

    def values(self) -> dict[str, Any]:
        """Return what a browser would send if it was sent untouched."""
        found: dict[str, Any] = {}
        for field in self.tag.select("input[name], textarea[name], select[name]"):
            name, value = str(field["name"]), _value(field)
            if value is None:
                continue
            if name in found:
                found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
            else:
                found[name] = value
        return found


def _value(field: Tag) -> str | None:
    if field.name == "textarea":
        return field.get_text().replace("\r\n", "\n").removeprefix("\n")
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen.get("value", chosen.get_text())) if isinstance(chosen, Tag) else None
    if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
        return None
    return str(field.get("value", "on" if field.get("type") == "checkbox" else ""))
