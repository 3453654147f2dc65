"""Answering: a page or a part of it, a redirect after a write, a table for a spreadsheet. For views only."""

from __future__ import annotations

from brobygger.web.pages import redirect_to, render, render_form
from brobygger.web.security import client_address
from brobygger.web.spreadsheets import table_response
from brobygger.web.urls import see_other, url_for

__all__ = ["client_address", "redirect_to", "render", "render_form", "see_other", "table_response", "url_for"]
