"""Migrations of core."""
