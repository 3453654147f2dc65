"""Tables that open in a spreadsheet program, and do nothing there but be read."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote

import xlsxwriter
from starlette.responses import Response

from brobygger.web.formats import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.requests import Request

Cell: TypeAlias = str | int | float | date | None

#: A cell that begins so would be run as a formula (OWASP, CSV injection).
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What was typed stays text: no formula, no link, no number that loses its zeros.
_AS_TYPED: Final = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "remove_timezone": True, "default_date_format": "yyyy-mm-dd",
}  # fmt: skip
_MOST_SIGNS: Final = 32_767  # that a cell of a workbook holds
_WIDTH: Final = 22


def safe_cell(text: str) -> str:
    """Return *text* so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _words(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return safe_cell(cell)
    return "" if cell is None else str(cell)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as a Danish Excel reads it at a double click: a byte order mark, semicolons between cells."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([_words(cell) for cell in row])
    return "\ufeff" + file.getvalue()


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as a workbook: days are days, numbers are numbers, and what people typed is text."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, dict(_AS_TYPED)) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.set_column(0, max(len(header) - 1, 0), _WIDTH)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell[:_MOST_SIGNS])
                elif isinstance(cell, datetime):
                    sheet.write_datetime(line, column, local(cell).replace(tzinfo=None), moment)
                elif cell is not None:
                    sheet.write(line, column, cell)
    return file.getvalue()


async def table_response(
    request: Request, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """Answer with a table to be saved as *name*, in any script: as a workbook where the address says ``as=xlsx``, else
    as CSV. A large one is written beside the loop, which goes on.
    """
    lines = list(rows)
    if request.query_params.get("as") == "xlsx":
        return _to_save(name, "xlsx", await asyncio.to_thread(write_xlsx, header, lines), _XLSX)
    return _to_save(name, "csv", await asyncio.to_thread(write_csv, header, lines), "text/csv; charset=utf-8")


def _to_save(name: str, ending: str, content: str | bytes, media_type: str) -> Response:
    """Return an answer that is saved under its name (RFC 6266)."""
    plain = "".join(sign for sign in name if sign.isalnum() or sign in " -_").strip() or "table"
    ascii_name = plain.encode("ascii", "ignore").decode().strip() or "table"
    disposition = f"attachment; filename=\"{ascii_name}.{ending}\"; filename*=UTF-8''{quote(plain, safe='')}.{ending}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
