"""Forms: BaseForm reads, WriteForm changes something once, EditForm edits a row that others may edit as well."""

from __future__ import annotations

from brobygger.associations.forms import CheckboxesField
from brobygger.services.pictures.forms import UPLOAD_BYTES, PictureField, PictureForm, picture_field
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
    "UPLOAD_BYTES",
    "BaseForm",
    "CheckboxesField",
    "EditForm",
    "EmailField",
    "PhoneField",
    "PictureField",
    "PictureForm",
    "Required",
    "WriteForm",
    "choices",
    "one_line",
    "picture_field",
    "read_form",
    "read_query",
    "strip",
]
