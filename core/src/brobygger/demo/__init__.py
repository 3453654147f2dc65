"""Demonstration data: a volunteer centre and a dozen invented associations."""

from __future__ import annotations

from brobygger.demo.load import DemoAccount, demo_accounts, is_empty, load_demo

__all__ = ["DemoAccount", "demo_accounts", "is_empty", "load_demo"]
