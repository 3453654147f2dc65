"""Migrations of the volunteering tables."""
