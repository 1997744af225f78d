"""A device that holds a passkey, in a few lines: it does what it is told, also what a real one refuses."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

SEEN_AND_KNOWN = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


@dataclass
class Device:
    """A passkey on a device that counts how often it was used, or always says 0, as many do."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    number: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""
    count: int = 0
    counts: bool = True

    def make(self, question: dict[str, Any], origin: str) -> str:
        """The answer to the question to make a passkey."""
        self.handle = websafe_decode(question["user"]["id"])
        public = AttestedCredentialData.create(
            bytes(16), self.number, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            sha256(question["rp"]["id"].encode()).digest(),
            SEEN_AND_KNOWN | AuthenticatorData.FLAG.AT,
            self.count,
            public,
        )
        client = CollectedClientData.create("webauthn.create", question["challenge"], origin)
        made = AttestationObject.create("none", data, {})
        return self._answer(client, attestationObject=made)

    def enter(self, question: dict[str, Any], origin: str, flags: Any = SEEN_AND_KNOWN) -> str:
        """The answer to the question to log in."""
        self.count += self.counts
        data = AuthenticatorData.create(sha256(question["rpId"].encode()).digest(), flags, self.count)
        client = CollectedClientData.create("webauthn.get", question["challenge"], origin)
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=data, signature=signature, userHandle=self.handle)

    def _answer(self, client: bytes, **response: bytes) -> str:
        number = websafe_encode(self.number)
        told = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": {"clientDataJSON": websafe_encode(client), **told},
                "clientExtensionResults": {},
            }
        )
