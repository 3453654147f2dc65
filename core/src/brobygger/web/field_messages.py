"""What WTForms says by itself of a field, in our own plain words."""

from __future__ import annotations

from typing import Final

from brobygger.i18n import lazy, ngettext

_CHOOSE, _NUMBER = lazy("Choose one of the answers"), lazy("Write a number, such as 12")
_OTHERWISE = lazy("Write it in another way")
_MESSAGES: Final = {
    "Choices cannot be None.": _CHOOSE,
    "Date must be at least %(min)s.": lazy("Write a date that is not before %(min)s"),
    "Date must be at most %(max)s.": lazy("Write a date that is not after %(max)s"),
    "Date must be between %(min)s and %(max)s.": lazy("Write a date from %(min)s to %(max)s"),
    "Field must be between %(min)d and %(max)d characters long.": lazy("Use from %(min)d to %(max)d characters"),
    "Field must be equal to %(other_name)s.": lazy("Write the same twice"),
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "Invalid IP address.": _OTHERWISE,
    "Invalid Mac address.": _OTHERWISE,
    "Invalid URL.": lazy("Write the whole address, such as https://example.org"),
    "Invalid UUID.": _OTHERWISE,
    "Invalid email address.": lazy("Write an e-mail address, such as anna@example.org"),
    "Invalid input.": _OTHERWISE,
    "Invalid value, can't be any of: %(values)s.": _OTHERWISE,
    "Invalid value, must be one of: %(values)s.": _CHOOSE,
    "Not a valid choice.": _CHOOSE,
    "Not a valid date value.": lazy("Write a date, such as 24-12-2026"),
    "Not a valid datetime value.": lazy("Write a day and a time"),
    "Not a valid decimal value.": _NUMBER,
    "Not a valid float value.": _NUMBER,
    "Not a valid integer value.": _NUMBER,
    "Not a valid time value.": lazy("Write a time, such as 19:00"),
    "Not a valid week value.": lazy("Write a week"),
    "Number must be at least %(min)s.": lazy("Write a number that is at least %(min)s"),
    "Number must be at most %(max)s.": lazy("Write a number that is at most %(max)s"),
    "Number must be between %(min)s and %(max)s.": lazy("Write a number from %(min)s to %(max)s"),
    "This field cannot be edited.": lazy("This cannot be changed"),
    "This field is disabled and cannot have a value.": lazy("This cannot be changed"),
    "This field is required.": lazy("Fill this in"),
}


class FieldMessages:
    """The translations that WTForms asks for, in the reader's language."""

    def gettext(self, string: str) -> str:
        return str(_MESSAGES.get(string, string))

    def ngettext(self, singular: str, _plural: str, n: int) -> str:
        if "longer than" in singular:
            return ngettext("Use at most %(max)d character", "Use at most %(max)d characters", n)
        if "at least" in singular:
            return ngettext("Use at least %(min)d character", "Use at least %(min)d characters", n)
        if "exactly" in singular:
            return ngettext("Use exactly %(max)d character", "Use exactly %(max)d characters", n)
        return str(_CHOOSE)  # a choice that is not there
