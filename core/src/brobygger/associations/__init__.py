"""Associations, their profiles and the directory."""
