"""Due work of this site: which rows there are, and who does them."""

from __future__ import annotations
