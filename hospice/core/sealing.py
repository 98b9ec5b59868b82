"""Sealing: what identifies a person is stored so that nobody who copies the database can read it (SM4-GCM, HMAC-SM3).

One setting, `HOSPICE_SEAL_KEY` (64 hexadecimal digits), gives two keys: one to seal, one for the fingerprints by which the
same person is found twice without any number being readable.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import current_app

FORM = b"\x01"  # the first byte names the key and the method, so that both can be changed one day
NONCE, TAG = 12, 16
FINGERPRINT = 64  # characters


class Unsealable(Exception):
    """A sealed value was changed, moved to another row, or sealed under another key."""


def seal(text: str, about: str) -> bytes:
    """Seal a text. `about` (`patient:<key>:id_number`) binds it to its row: elsewhere it cannot be read."""
    nonce = secrets.token_bytes(NONCE)
    encryptor = Cipher(algorithms.SM4(_key(b"seal")[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(about.encode())
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return FORM + nonce + encryptor.tag + body


def unseal(sealed: bytes, about: str) -> str:
    """Read a sealed text; `Unsealable` where it is not what was sealed for this row."""
    nonce, tag, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE : 1 + NONCE + TAG], sealed[1 + NONCE + TAG :]
    if sealed[:1] != FORM or len(tag) != TAG:
        raise Unsealable(about)
    decryptor = Cipher(algorithms.SM4(_key(b"seal")[:16]), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(about.encode())
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise Unsealable(about) from error


def fingerprint(text: str) -> str:
    """The keyed hash by which equal texts are found; 64 hexadecimal digits that lead back to nothing."""
    return _hmac(_key(b"find"), text.encode()).hex()


def _key(purpose: bytes) -> bytes:
    """One key for each purpose, 32 bytes, made from the setting."""
    return _hmac(bytes.fromhex(current_app.config["SEAL_KEY"]), purpose)


def _hmac(key: bytes, data: bytes) -> bytes:
    digest = hmac.HMAC(key, hashes.SM3())
    digest.update(data)
    return digest.finalize()
