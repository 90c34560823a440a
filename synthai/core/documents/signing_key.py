"""The platform's own key that signs finished papers, and its certificate.

`SIGNING_KEY_FILE` and `SIGNING_CERTIFICATE_FILE` name PEM files: the key (RSA of 2048 bits or more, or P-256, P-384 or P-521), and its certificate with what lies between it and its root.
Where neither is set, which only a laptop may leave so, a key and a self-made certificate are kept in `SIGNING_FOLDER`; readers then say that
they do not know who signed, and still tell whether a byte was changed.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_YEARS: Final = 10
_LEAST_BITS: Final = 2048
_CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_KEY_NAME, _CERTIFICATE_NAME = "signing-key.pem", "signing-certificate.pem"


@dataclass(frozen=True)
class SigningKey:
    """DER of the private key, of its certificate, and of the certificates between it and its root."""

    key: bytes
    certificate: bytes
    others: tuple[bytes, ...]
    fingerprint: str  # SHA-256 of the certificate, in hexadecimal
    subject: str


def signing_key() -> SigningKey:
    """The key of this deployment. Raises ImproperlyConfigured when its files cannot be used."""
    key, certificate = str(settings.SIGNING_KEY_FILE), str(settings.SIGNING_CERTIFICATE_FILE)
    if bool(key) != bool(certificate):
        raise ImproperlyConfigured("Set both SIGNING_KEY_FILE and SIGNING_CERTIFICATE_FILE, or neither.")
    if key:
        return _read(key, certificate)
    if not settings.DEVELOPMENT:
        raise ImproperlyConfigured("SIGNING_KEY_FILE and SIGNING_CERTIFICATE_FILE are not set.")
    folder = Path(settings.SIGNING_FOLDER)
    return _read(*map(str, _made_under(folder)))


@lru_cache(maxsize=4)
def _read(key_file: str, certificate_file: str) -> SigningKey:
    try:
        key = serialization.load_pem_private_key(Path(key_file).read_bytes(), password=None)
        chain = x509.load_pem_x509_certificates(Path(certificate_file).read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(
            f"SIGNING_KEY_FILE or SIGNING_CERTIFICATE_FILE cannot be read: {type(error).__name__}."
        ) from error
    if not _can_seal(key):
        raise ImproperlyConfigured(
            "SIGNING_KEY_FILE holds a key of a kind that cannot seal: bring RSA of 2048 bits or more, or P-256, P-384 or P-521."
        )
    first = chain[0]
    if _public(first.public_key()) != _public(key.public_key()):
        raise ImproperlyConfigured("SIGNING_CERTIFICATE_FILE does not belong to the key in SIGNING_KEY_FILE.")
    return SigningKey(
        key=key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate=first.public_bytes(serialization.Encoding.DER),
        others=tuple(each.public_bytes(serialization.Encoding.DER) for each in chain[1:]),
        fingerprint=first.fingerprint(hashes.SHA256()).hex(),
        subject=first.subject.rfc4514_string(),
    )


def _can_seal(key: object) -> bool:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= _LEAST_BITS
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVES)


def _public(key: Any) -> bytes:
    made: bytes = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return made


def _made_under(folder: Path) -> tuple[Path, Path]:
    """The laptop's own; made once, whichever process comes first: the pair appears in one rename."""
    place = folder / "signing"
    if not (place / _CERTIFICATE_NAME).exists():
        fresh = folder / f"signing-{secrets.token_hex(8)}"
        fresh.mkdir(parents=True, mode=0o700)
        _write_pair(fresh)
        try:
            fresh.rename(place)
        except OSError:  # another process was quicker
            for name in (_KEY_NAME, _CERTIFICATE_NAME):
                (fresh / name).unlink()
            fresh.rmdir()
    return place / _KEY_NAME, place / _CERTIFICATE_NAME


def _write_pair(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SynthAI on a laptop"),
            x509.NameAttribute(NameOID.COMMON_NAME, "SynthAI document signing (self-made)"),
        ]
    )
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(folder / _KEY_NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    (folder / _CERTIFICATE_NAME).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
