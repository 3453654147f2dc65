"""Numbers that stay when the people behind them are forgotten."""

from __future__ import annotations

from brobygger.services.figures.services import add_to_figure, read_figures

__all__ = ["add_to_figure", "read_figures"]
