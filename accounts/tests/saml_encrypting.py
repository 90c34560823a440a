"""Encrypts an assertion as an identity provider does: AES-256-CBC, its key by RSA-OAEP, with `cryptography` alone."""

import base64
import os
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

from accounts.tests.saml_peer import assertion_of

OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
OLD = "http://www.w3.org/2001/04/xmlenc#rsa-1_5"
_HASH = hashes.SHA1()  # noqa: S303 - as the name OAEP-MGF1P means it
_BLOCK = 16
_TEMPLATE = """<saml:{wrapper} xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedData
 Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod
 Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/><ds:KeyInfo><xenc:EncryptedKey><xenc:EncryptionMethod
 Algorithm="{transport}"/><xenc:CipherData><xenc:CipherValue>{key}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>
</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{text}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:{wrapper}>"""


def encrypted(element: Any, certificate: str, *, wrapper: str, transport: str = OAEP) -> Any:
    """The element, sealed for whoever holds the key of this certificate (base64 DER)."""
    public: Any = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    key, start = os.urandom(32), os.urandom(_BLOCK)
    oaep = padding.OAEP(padding.MGF1(_HASH), _HASH, None)
    way: Any = padding.PKCS1v15() if transport == OLD else oaep
    plain = etree.tostring(element)
    missing = _BLOCK - len(plain) % _BLOCK
    plain += bytes(missing - 1) + bytes([missing])
    maker = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    text = start + maker.update(plain) + maker.finalize()
    filled = _TEMPLATE.format(
        wrapper=wrapper,
        transport=transport,
        key=base64.b64encode(public.encrypt(key, way)).decode(),
        text=base64.b64encode(text).decode(),
    )
    return etree.fromstring(filled)


def encrypt_assertion(document: Any, certificate: str, *, transport: str = OAEP) -> Any:
    """The answer with its assertion encrypted."""
    plain = assertion_of(document)
    sealed = encrypted(plain, certificate, wrapper="EncryptedAssertion", transport=transport)
    document.replace(plain, sealed)
    return document
