"""Reads a sealed PDF as somebody else would: pypdf finds the signature, asn1crypto reads it, cryptography checks it. Nothing of pyHanko, which made it.

What must hold (ETSI EN 319 142-1, ISO 32000-2 12.8): the signed ranges are the whole file but the signature itself, the signature's digest is theirs,
the signed attributes name the certificate, and the certificate's key signed the attributes.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pypdf
from asn1crypto import cms, tsp  # noqa: F401 - tsp names the attribute that names the certificate
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from django.test import override_settings

from synthai.core.documents.signing_key import SigningKey, signing_key

_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(2046, 1, 1, tzinfo=UTC)


class SealBroken(AssertionError):
    """The file is not as it was sealed."""


@dataclass(frozen=True)
class Seal:
    """What a sealed file says of its seal."""

    certificate: x509.Certificate
    sub_filter: str
    reason: str
    allows_changes: bool
    timestamp: bytes | None


def check(content: bytes) -> Seal:
    """The seal of a file. Raises SealBroken for anything that does not hold."""
    signature = _signature(content)
    first, first_size, second, second_size = (int(part) for part in signature["/ByteRange"])
    if (first, second + second_size) != (0, len(content)):
        raise SealBroken("the seal does not span the whole file")
    hole = content[first_size:second]
    if hole[:1] != b"<" or hole[-1:] != b">":
        raise SealBroken("more than the signature is left out")
    signed = content[:first_size] + content[second : second + second_size]
    return _checked(bytes.fromhex(hole[1:-1].decode()), signed, signature)


def is_in_hole(content: bytes, place: int) -> bool:
    """Whether a byte is part of the signature itself, with the zeros that fill its room."""
    _first, size, second, _rest = (int(part) for part in _signature(content)["/ByteRange"])
    return size <= place < second


def signature_of(content: bytes) -> bytes:
    """The value of the signature: what a time stamp is given for."""
    _first, size, second, _rest = (int(part) for part in _signature(content)["/ByteRange"])
    data = cms.ContentInfo.load(bytes.fromhex(content[size + 1 : second - 1].decode()))["content"]
    value: bytes = data["signer_infos"][0]["signature"].native
    return value


def _signature(content: bytes) -> Any:
    reader = pypdf.PdfReader(io.BytesIO(content))
    fields = reader.get_fields() or {}
    found = [field for field in fields.values() if field.get("/FT") == "/Sig"]
    if len(found) != 1:
        raise SealBroken(f"{len(found)} signatures")
    return found[0]["/V"]


def _checked(raw: bytes, signed: bytes, signature: Any) -> Seal:
    data = cms.ContentInfo.load(raw)["content"]
    (signer,) = data["signer_infos"]
    attributes = {each["type"].native: each["values"][0] for each in signer["signed_attrs"]}
    if attributes["message_digest"].native != hashlib.sha256(signed).digest():
        raise SealBroken("the bytes are not those that were sealed")
    certificate = _certificate(data, signer, attributes)
    try:
        _verify(certificate.public_key(), signer["signature"].native, signer["signed_attrs"].untag().dump())
    except InvalidSignature as error:
        raise SealBroken("the signature is not this certificate's") from error
    return Seal(
        certificate=certificate,
        sub_filter=signature["/SubFilter"],
        reason=signature["/Reason"],
        allows_changes=_allows_changes(signature),
        timestamp=_timestamp(signer),
    )


def _verify(key: object, signature: bytes, signed: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    else:
        raise SealBroken("sealed with a key of a kind that we do not use")


def _certificate(data: Any, signer: Any, attributes: dict[str, Any]) -> x509.Certificate:
    named = attributes["signing_certificate_v2"]["certs"][0]["cert_hash"].native
    for each in data["certificates"]:
        der = each.chosen.dump()
        if (
            hashlib.sha256(der).digest() == named
            and each.chosen.serial_number == signer["sid"].chosen["serial_number"].native
        ):
            return x509.load_der_x509_certificate(der)
    raise SealBroken("the certificate that signed is not in it")


def _allows_changes(signature: Any) -> bool:
    references = signature.get("/Reference") or []
    for each in references:
        reference = each.get_object()
        if reference["/TransformMethod"] == "/DocMDP":
            return bool(reference["/TransformParams"]["/P"] != 1)
    return True


def _timestamp(signer: Any) -> bytes | None:
    for each in signer["unsigned_attrs"] or ():
        if each["type"].native == "signature_time_stamp_token":
            return bytes(each["values"][0].dump())
    return None


def own_key(folder: Path, private: Any) -> SigningKey:
    """The key of a deployment that brings its own, with a certificate that it made itself: read as a deployment's are."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A deployment")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(29)
    made = made.public_key(private.public_key()).not_valid_before(_FROM).not_valid_after(_UNTIL)
    certificate = made.sign(private, None if isinstance(private, Ed25519PrivateKey) else hashes.SHA256())
    key, chain = folder / "own-key.pem", folder / "own-certificate.pem"
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key.write_bytes(private.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    chain.write_bytes(certificate.public_bytes(pem))
    with override_settings(SIGNING_KEY_FILE=str(key), SIGNING_CERTIFICATE_FILE=str(chain)):
        return signing_key()
