"""Newsletters: what one can subscribe to."""
