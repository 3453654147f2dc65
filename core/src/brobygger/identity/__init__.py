"""Accounts, persons, sign-in, sessions."""
