"""Dates, times and numbers as the reader writes them.

Babel's formatting is slow next to the rest of a page, and lists repeat the same days, so results are kept.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

import phonenumbers
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from brobygger import clock, runtime
from brobygger.i18n import current_locale
from brobygger.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel import Locale

_KEPT = 4096


def local(moment: datetime) -> datetime:
    """Return *moment* by the site's own clock on the wall."""
    return moment.astimezone(runtime.current().settings.site.zone)


def moment(day: date, at: time | None = None) -> datetime:
    """Return when *day* and *at* (its beginning where there is no time) are, by the site's own clock on the wall."""
    return datetime.combine(day, at or time(), runtime.current().settings.site.zone)


def today() -> date:
    """Return the day it is at the site."""
    return local(clock.now()).date()


def long_date(day: date) -> str:
    """Return “torsdag den 12. marts”, with the year when it is not this one."""
    if isinstance(day, datetime):
        day = local(day).date()
    return _long_date(day, current_locale(), day.year == today().year)


@lru_cache(maxsize=_KEPT)
def _long_date(day: date, locale: Locale, this_year: bool) -> str:  # noqa: FBT001  # a key of the cache
    if locale.language == "da":
        pattern = "EEEE 'den' d. MMMM" if this_year else "EEEE 'den' d. MMMM y"
    elif locale.language == "en":
        pattern = "EEEE d MMMM" if this_year else "EEEE d MMMM y"
    else:
        return str(format_date(day, "full", locale))
    return str(format_date(day, pattern, locale))


def short_date(day: date) -> str:
    """Return “12. mar. 2026”, for tables."""
    if isinstance(day, datetime):
        day = local(day).date()
    return _short_date(day, current_locale())


@lru_cache(maxsize=_KEPT)
def _short_date(day: date, locale: Locale) -> str:
    return str(format_date(day, "medium", locale))


def clock_time(moment: datetime | time) -> str:
    """Return “19.00” or “19:00”."""
    if isinstance(moment, datetime):
        moment = local(moment).time()
    return _clock_time(moment.replace(second=0, microsecond=0, tzinfo=None), current_locale())


@lru_cache(maxsize=_KEPT)
def _clock_time(moment: time, locale: Locale) -> str:
    return str(format_time(moment, "short", locale=locale))


def long_datetime(moment: datetime) -> str:
    """Return “torsdag den 12. marts kl. 19.00”."""
    return _("%(date)s at %(time)s") % {"date": long_date(moment), "time": clock_time(moment)}


def number(value: float) -> str:
    return str(format_decimal(value, locale=current_locale()))


def and_list(parts: Iterable[object]) -> str:
    """Return “kaffe, te og kage”."""
    return str(format_list([str(part) for part in parts], locale=current_locale()))


def phone(value: str) -> str:
    """Return a stored number as people read it: “27 78 97 93”, with the country when it is not Denmark's."""
    try:
        parsed = phonenumbers.parse(value, "DK")
    except phonenumbers.NumberParseException:
        return value
    kind = phonenumbers.PhoneNumberFormat
    at_home = parsed.country_code == phonenumbers.country_code_for_region("DK")
    return phonenumbers.format_number(parsed, kind.NATIONAL if at_home else kind.INTERNATIONAL)


FILTERS = {
    "long_date": long_date,
    "short_date": short_date,
    "clock_time": clock_time,
    "long_datetime": long_datetime,
    "number": number,
    "and_list": and_list,
    "phone": phone,
}
