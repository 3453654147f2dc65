"""A passkey in software: does what a phone does, and what a thief would like it to do."""

from __future__ import annotations

import json
from hashlib import sha256
from secrets import token_bytes
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.identity.models import Account
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


class SoftwarePasskey:
    """One passkey for one account; *origin* is the page on which it believes to be."""

    def __init__(self, origin: str, domain: str) -> None:
        self.origin, self.domain = origin, domain
        self.id = token_bytes(32)
        self.count = 0
        self.user_handle = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any], *, verified: bool = True) -> str:
        """Answer what ``navigator.credentials.create`` is given, as the page sends it."""
        self.user_handle = base64url_to_bytes(options["user"]["id"])
        numbers = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(_ATTESTED, verified=verified) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._packed("webauthn.create", options, {"attestationObject": bytes_to_base64url(attestation)})

    def use(self, options: dict[str, Any], *, verified: bool = True, changes: Mapping[str, str] | None = None) -> str:
        """Answer what ``navigator.credentials.get`` is given; *changes* are made to the signed response afterwards."""
        self.count += 1
        data = self._data(0, verified=verified)
        client = self._client_data("webauthn.get", options)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signature),
            "userHandle": bytes_to_base64url(self.user_handle),
            **(changes or {}),
        }
        return self._packed("webauthn.get", options, response)

    def _data(self, flags: int, *, verified: bool) -> bytes:
        flags |= _PRESENT | (_VERIFIED if verified else 0)
        return sha256(self.domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, act: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": act, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _packed(self, act: str, options: dict[str, Any], response: dict[str, str]) -> str:
        name = bytes_to_base64url(self.id)
        client = bytes_to_base64url(self._client_data(act, options))
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": {"clientDataJSON": client, **response}}
        )


def passkey_for(site: Site) -> SoftwarePasskey:
    """Return a passkey that is on the site's own page."""
    parts = urlsplit(site.runtime.settings.site.public_origin)
    return SoftwarePasskey(f"{parts.scheme}://{parts.netloc}", parts.hostname or "")


class Owner:
    """Somebody signed in, with the passkey of their phone."""

    def __init__(self, client: Client, account: Account, passkey: SoftwarePasskey) -> None:
        self.client, self.account, self.passkey = client, account, passkey

    async def add_passkey(self, *, verified: bool = True) -> Page:
        """Press the button that makes a passkey."""
        options = (await self.client.post("/account/passkeys/options")).response.json()
        made = self.passkey.make(options, verified=verified)
        return await self.client.submit("/account/passkeys", action="/passkeys", credential=made, name="My phone")

    async def prove_with_passkey(self, way: str = "/account/prove?way=passkey&next=/mine", **options: Any) -> Page:
        asked = (await self.client.post("/account/prove/options")).response.json()
        return await self.client.submit(way, action="/prove", credential=self.passkey.use(asked, **options))
