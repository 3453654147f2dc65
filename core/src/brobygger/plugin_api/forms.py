"""Forms: BaseForm reads, WriteForm changes something once, EditForm edits a row that others may edit as well."""

from __future__ import annotations

from brobygger.associations.forms import CheckboxesField
from brobygger.web.forms import (
    BaseForm,
    EditForm,
    EmailField,
    PhoneField,
    Required,
    WriteForm,
    choices,
    one_line,
    read_form,
    read_query,
    strip,
)

__all__ = [
    "BaseForm",
    "CheckboxesField",
    "EditForm",
    "EmailField",
    "PhoneField",
    "Required",
    "WriteForm",
    "choices",
    "one_line",
    "read_form",
    "read_query",
    "strip",
]
