"""Subscribing, and leaving again."""
