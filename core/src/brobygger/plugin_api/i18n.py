"""Texts in the reader's language, and dates, times and numbers as they write them."""

from __future__ import annotations

from brobygger.associations.translations import LANGUAGES as COMMON_LANGUAGES
from brobygger.i18n import (
    current_language,
    current_locale,
    gettext,
    language_name,
    lazy,
    ngettext,
    npgettext,
    pgettext,
    site_language,
    use_language,
)
from brobygger.web.formats import and_list, clock_time, long_date, long_datetime, moment, number, phone, short_date

__all__ = [
    "COMMON_LANGUAGES",
    "and_list",
    "clock_time",
    "current_language",
    "current_locale",
    "gettext",
    "language_name",
    "lazy",
    "long_date",
    "long_datetime",
    "moment",
    "ngettext",
    "npgettext",
    "number",
    "pgettext",
    "phone",
    "short_date",
    "site_language",
    "use_language",
]
