"""A task in words: when it is, how many places are left, what one should know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date

from brobygger.plugin_api.i18n import COMMON_LANGUAGES, clock_time, current_locale, language_name, long_date, ngettext
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import ACCESS_FACTS
from brobygger_volunteering.tasks.models import Facet

if TYPE_CHECKING:
    from datetime import date

    from brobygger.plugin_api.services import Pool
    from brobygger_volunteering.tasks.models import Task
    from brobygger_volunteering.tasks.services import Tags


#: U+2068 and U+2069 keep an Arabic name from turning the names around it.
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts: an icon's name, what it is about, what it says."""

    icon: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """The leaf of a calendar beside a title."""

    day: str
    month: str
    label: str


def when(task: Task) -> str:
    """Return the days and hours, then the association's own words."""
    parts = [part for part in (_days(task), _hours(task)) if part]
    days = " ".join(parts)
    return ". ".join(part for part in (days[:1].upper() + days[1:], task.when_text) if part)


def _days(task: Task) -> str:
    first, last = task.starts_on, task.ends_on
    if first is None:
        return ""
    if last is None or last == first:
        return long_date(first)
    return _("from %(first)s to %(last)s") % {"first": long_date(first), "last": long_date(last)}


def _hours(task: Task) -> str:
    if task.starts_at is None:
        return ""
    if task.ends_at is None:
        return _("at %(time)s") % {"time": clock_time(task.starts_at)}
    return _("at %(start)s–%(end)s") % {"start": clock_time(task.starts_at), "end": clock_time(task.ends_at)}


def where(task: Task) -> str:
    if not task.online:
        return task.place
    return _("%(place)s, or from home") % {"place": task.place} if task.place else _("From home")


def leaf(day: date) -> Leaf:
    return Leaf(str(day.day), format_date(day, "MMM", current_locale()), long_date(day))


def places_left(pool: Pool) -> str:
    """Return “2 places left”, or how many stand in line for none."""
    left = pool.capacity - pool.taken
    if left > 0:
        return ngettext("%(number)s place left", "%(number)s places left", left) % {"number": left}
    if pool.waiting == 0:
        return _("No places left. You can stand in line")
    return ngettext(
        "No places left. %(number)s person stands in line", "No places left. %(number)s people stand in line",
        pool.waiting,
    ) % {"number": pool.waiting}  # fmt: skip


def is_full(pool: Pool) -> bool:
    return pool.taken >= pool.capacity


def row_facts(task: Task, tags: Tags) -> list[Fact]:
    """Return what a row of a list says: when, where, and the languages when Danish is not the only one."""
    languages = tags[Facet.LANGUAGE]
    facts = [Fact("clock", _("When"), when(task)), Fact("place", _("Where"), where(task))]
    if languages and languages != ["da"]:
        facts.append(Fact("language", _("Languages"), _names(languages)))
    return facts


def page_facts(task: Task, tags: Tags) -> list[Fact]:
    """Return what the task's own page says; what nobody wrote is left out."""
    facts = [
        Fact("calendar", _("When"), when(task)),
        Fact("place", _("Where"), where(task)),
        Fact("heart", _("For whom"), task.who_benefits),
        Fact("person", _("You meet"), task.contact_name),
        Fact("language", _("Languages"), _languages(tags)),
        Fact("access", _("Good to know"), _access(task)),
        Fact("people", _("With others"), _("You are welcome to come with a friend") if task.together else ""),
        Fact("info", _("Age"), _age(task)),
        Fact("cup", _("Practical"), task.practical),
    ]
    return [fact for fact in facts if fact.text]


def _languages(tags: Tags) -> str:
    codes = tags[Facet.LANGUAGE]
    if len(codes) < 2:  # noqa: PLR2004  # one language is no choice
        return _names(codes)
    return _("%(languages)s. One of them is enough") % {"languages": _names(codes)}


def _names(codes: list[str]) -> str:
    """Return what speakers call their languages, each in its own direction, in the order of the filter."""
    ordered = sorted(codes, key=COMMON_LANGUAGES.index)
    return ", ".join(f"{_ISOLATE}{language_name(code)}{_END_OF_ISOLATE}" for code in ordered)


def _access(task: Task) -> str:
    return ". ".join(str(text) for fact, text in ACCESS_FACTS.items() if fact in task.access)


def _age(task: Task) -> str:
    if not task.minimum_age:
        return ""
    return _("From %(age)s years: %(reason)s") % {"age": task.minimum_age, "reason": task.minimum_age_reason}
