"""Hashes that only this site can make."""

from __future__ import annotations

import hashlib
import hmac

from brobygger import runtime


def keyed_hash(purpose: str, *parts: str) -> str:
    """Return a hash of *parts* with the site's key, for what is too easy to guess for a plain one.

    The same parts for another *purpose* give another hash.
    """
    message = "\0".join((purpose, *parts)).encode()
    return hmac.new(runtime.current().secret_key, message, hashlib.sha256).hexdigest()
