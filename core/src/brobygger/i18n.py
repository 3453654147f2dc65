"""Texts in the reader's language.

Message ids are English. Each distribution carries ``locale/<language>/LC_MESSAGES/messages.po``; all are read at
start, core's last, so that a plugin cannot change core's words.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, c2py
from typing import TYPE_CHECKING, Any, cast

from babel import Locale
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

SOURCE_LANGUAGE = "en"


def _gettext_plural(language: str) -> Callable[[int], int]:
    """Return the rule that picks a plural form in the catalogs of *language*."""
    return c2py(get_plural(language.replace("-", "_")).plural_expr)


#: By context and message id; a tuple where there are plural forms.
_Messages = dict[tuple[str | None, str], str | tuple[str, ...]]


@cache
def _read_messages(path: Path, language: str, _changed_at: int) -> _Messages:
    """Return the finished messages of a file. Kept: a process that makes many sites, as tests do, reads it once."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=language.replace("-", "_"))
    messages: _Messages = {}
    for message in catalog:
        if message.id and message.string and not message.fuzzy:
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            text = message.string
            messages[message.context, key] = text if isinstance(text, str) else tuple(text)
    return messages


class Catalog(NullTranslations):
    """The messages of one language, kept in memory; no compiled files to forget."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self._plural = _gettext_plural(language)
        self._messages: _Messages = {}

    def read(self, path: Path) -> None:
        self._messages |= _read_messages(path, self.language, path.stat().st_mtime_ns)

    def _one(self, context: str | None, message: str) -> str:
        found = self._messages.get((context, message), message)
        return found if isinstance(found, str) else found[0]

    def _many(self, context: str | None, singular: str, plural: str, n: int) -> str:
        found = self._messages.get((context, singular))
        if isinstance(found, tuple):
            return found[min(self._plural(n), len(found) - 1)]
        return singular if n == 1 else plural

    def gettext(self, message: str) -> str:
        return self._one(None, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._many(None, msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        return self._one(context, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self._many(context, msgid1, msgid2, n)


class Catalogs:
    """All languages of one site."""

    def __init__(self, languages: Iterable[str], folders: Iterable[Path]) -> None:
        """Read the catalogs of *languages* in *folders* (each a ``locale`` folder); a later one wins."""
        self._catalogs = {language: Catalog(language) for language in languages}
        for folder in folders:
            for language, catalog in self._catalogs.items():
                path = folder / language / "LC_MESSAGES" / "messages.po"
                if path.is_file():
                    catalog.read(path)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._catalogs)

    def get(self, language: str) -> Catalog:
        """Return the catalog of *language*; one without messages when the site does not speak it."""
        return self._catalogs.get(language) or Catalog(SOURCE_LANGUAGE)


_language: ContextVar[str] = ContextVar("brobygger_language", default=SOURCE_LANGUAGE)


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Speak *language* in the code inside."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def current_language() -> str:
    return _language.get()


def current_locale() -> Locale:
    """Return Babel's locale of the reader, for dates and numbers. British order of dates where the text is English."""
    return _locale(current_language())


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language, sep="-" if "-" in language else "_")


def site_language() -> str:
    """Return the language that the site begins with, where no reader's is known."""
    from brobygger import runtime

    return runtime.current().settings.site.language


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr``, for the page's ``dir``."""
    return str(_locale(language).text_direction)


def language_name(language: str) -> str:
    """Return what speakers of *language* call it."""
    return (_locale(language).language_name or language).capitalize()


def _catalog() -> Catalog:
    from brobygger import runtime

    return runtime.current().catalogs.get(current_language())


def gettext(message: str) -> str:
    return _catalog().gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    return _catalog().ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    return _catalog().pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, n: int) -> str:
    return _catalog().npgettext(context, singular, plural, n)


class LazyText:
    """A text that is translated when it is shown, for labels and manifests that are read at import."""

    __slots__ = ("_context", "message")

    def __init__(self, message: str, context: str | None = None) -> None:
        self.message = message
        self._context = context

    def __str__(self) -> str:
        return pgettext(self._context, self.message) if self._context else gettext(self.message)

    def __html__(self) -> str:
        from markupsafe import escape

        return str(escape(str(self)))

    def __mod__(self, values: Any) -> str:
        text: str = str(self) % values
        return text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText) and (self.message, self._context) == (other.message, other._context)

    def __hash__(self) -> int:
        return hash((self.message, self._context))

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"


def lazy(message: str) -> str:
    """Return *message*, to be translated each time it is shown.

    It is a LazyText; its type says str because forms and manifests take their labels as such.
    """
    return cast("str", LazyText(message))


def translate(texts: Mapping[str, str]) -> str:
    """Choose from a text written in several languages: the reader's, the site's, else any."""
    from brobygger import runtime

    for language in (current_language(), runtime.current().settings.site.language):
        if texts.get(language):
            return texts[language]
    return next((text for text in texts.values() if text), "")
