"""Tables for spreadsheet programs."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from starlette.requests import Request

from brobygger.web.spreadsheets import safe_cell, table_response, write_csv

if TYPE_CHECKING:
    from brobygger.testing.site import Site


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "|"])
def test_cell_that_would_be_a_formula_is_text(sign: str) -> None:
    assert safe_cell(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"


def test_cell_that_is_text_stays_as_it_is() -> None:
    assert safe_cell("Ali =) Yılmaz") == "Ali =) Yılmaz"


def test_csv_opens_in_a_danish_spreadsheet() -> None:
    text = write_csv(["Navn", "Besked"], [["Åse; “Bo”", 'Hun sagde "ja"\nog kom']])

    assert text.startswith("\ufeffNavn;Besked\r\n")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")) == [
        ["Navn", "Besked"],
        ["Åse; “Bo”", 'Hun sagde "ja"\nog kom'],
    ]


def _asked(query: str = "") -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []})


async def test_table_keeps_a_name_in_any_script_and_no_header_breaks() -> None:
    response = await table_response(_asked(), 'Sø\r\nX: "1"/../æ', ["a"], [])

    assert response.headers["content-disposition"] == (
        "attachment; filename=\"SX 1.csv\"; filename*=UTF-8''S%C3%B8X%201%C3%A6.csv"
    )
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


async def test_workbook_has_days_as_days_and_what_was_typed_as_text(site: Site) -> None:
    assert site.runtime
    typed = ["=1+1", "0045", "https://a.example", "+45 27 78 97 93", "Åse \x0b\ud83d"[:4], "x" * 40_000]
    row = [*typed, date(2026, 5, 1), datetime(2026, 5, 1, 10, 30, tzinfo=UTC), 7, None]

    response = await table_response(_asked("as=xlsx"), "Medlemmer", ["A"] * len(row), [row])

    sheet, words = _read_workbook(bytes(response.body))
    assert response.headers["content-disposition"].startswith('attachment; filename="Medlemmer.xlsx"')
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert {"=1+1", "0045", "https://a.example", "+45 27 78 97 93"} <= set(words)
    assert "<v>46143</v>" in sheet  # the first of May, as spreadsheets count days
    assert "<v>46143.52083333" in sheet  # half past twelve in Copenhagen
    assert "<v>7</v>" in sheet


def _read_workbook(content: bytes) -> tuple[str, list[str]]:
    """Return the sheet as it is stored, and the texts in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    texts = [str(text) for text in BeautifulSoup(sheet, "xml").find_all("t")]
    return sheet, [BeautifulSoup(text, "xml").get_text() for text in texts]
