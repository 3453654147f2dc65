"""Tables that open in a spreadsheet program, and do nothing there but be read."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A cell that begins so would be run as a formula (OWASP, CSV injection).
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def safe_cell(text: str) -> str:
    """Return *text* so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(_ACTIVE) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as a Danish Excel reads it at a double click: a byte order mark, semicolons between cells."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return "\ufeff" + file.getvalue()


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Answer with a table to be saved as *name*, in any script, ``.csv`` (RFC 6266)."""
    plain = "".join(sign for sign in name if sign.isalnum() or sign in " -_").strip() or "table"
    ascii_name = plain.encode("ascii", "ignore").decode().strip() or "table"
    disposition = f"attachment; filename=\"{ascii_name}.csv\"; filename*=UTF-8''{quote(plain, safe='')}.csv"
    return Response(
        write_csv(header, rows), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )
