"""Tables for spreadsheet programs."""

from __future__ import annotations

import csv
import io

import pytest

from brobygger.web.spreadsheets import csv_response, safe_cell, write_csv


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


def test_csv_response_keeps_a_name_in_any_script_and_no_header_breaks() -> None:
    response = csv_response('Sø\r\nX: "1"/../æ', ["a"], [])

    assert response.headers["content-disposition"] == (
        "attachment; filename=\"SX 1.csv\"; filename*=UTF-8''S%C3%B8X%201%C3%A6.csv"
    )
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
