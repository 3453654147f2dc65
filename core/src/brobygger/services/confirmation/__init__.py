"""Reaching people without an account, and knowing that it was them."""
