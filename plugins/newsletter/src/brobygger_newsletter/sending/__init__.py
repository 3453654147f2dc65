"""Sending an issue."""
