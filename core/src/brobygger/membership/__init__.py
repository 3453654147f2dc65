"""Contacts, memberships, roles and what they permit."""
