"""Read and write PO files the one way this project keeps them.

Sorted by message id, no dates, no source positions, no wrapping and no obsolete entries: two people who add texts
change different lines.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def read_catalog(path: Path) -> Catalog:
    """Read the catalog in *path*; an empty one when the file is empty, as the base of a file added twice is."""
    with path.open("rb") as file:
        return read_po(file, ignore_obsolete=True, abort_invalid=True)


def to_text(catalog: Catalog) -> str:
    """Return the text of *catalog* as it stands in the repository."""
    body = io.BytesIO()
    write_po(body, catalog, width=0, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True)
    header = HEADER.format(language=catalog.locale_identifier, plural=catalog.plural_forms)
    return header + body.getvalue().decode().strip("\n") + "\n"
