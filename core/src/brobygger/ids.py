"""Identifiers and secrets that leave the database."""

from __future__ import annotations

import hashlib
import secrets

#: No 0/o, 1/l/i, and no vowels, so that an id is easy to read aloud and never spells a word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
_PUBLIC_ID_LENGTH = 12


def public_id() -> str:
    """Return a new id for addresses: 12 characters, 57 bits, unguessable but no secret."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_PUBLIC_ID_LENGTH))


def secret_token() -> str:
    """Return a new secret for a link or a cookie: 192 bits, safe in addresses."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """Return what the database keeps of a secret.

    A plain SHA-256 is enough for a random token (OWASP ASVS 5.0, 11.4.1); passwords never pass here.
    """
    return hashlib.sha256(token.encode()).hexdigest()
