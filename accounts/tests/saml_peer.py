"""A third-party SAML identity provider (pysaml2), signing with a third-party XML signer (signxml).

pysaml2 reads our metadata and request and writes the answer; it would sign with the program xmlsec1, so signxml signs
what it wrote. Nothing of our side, python3-saml and libxmlsec, takes part in making an answer.
"""

import base64
import tempfile
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from signxml import methods
from signxml.signer import XMLSigner

ENTITY_ID = "https://idp.umoja.example/metadata"
SIGN_IN_URL = "https://idp.umoja.example/sso"
_NS = {"saml": "urn:oasis:names:tc:SAML:2.0:assertion", "samlp": "urn:oasis:names:tc:SAML:2.0:protocol"}


@dataclass(frozen=True)
class Key:
    """A key with its certificate."""

    private: bytes
    certificate: bytes

    @property
    def in_metadata(self) -> str:
        """Base64 DER."""
        body = self.certificate.decode().splitlines()
        return "".join(line for line in body if not line.startswith("-----"))


def make_key(*, ends: timedelta = timedelta(days=365)) -> Key:
    """A new key; its certificate began two years ago and ends after `ends`."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.umoja.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=730))
        .not_valid_after(now + ends)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Key(secret, made.public_bytes(pem))


@cache
def loaded(private: bytes) -> Any:
    """The key itself. Its numbers are proven at each reading, which takes longer than all the rest of signing."""
    return serialization.load_pem_private_key(private, password=None)


def sign(document: Any, node_id: str, key: Key) -> Any:
    """Sign one element of a document in place, after its Issuer."""
    node = document.xpath(f'//*[@ID="{node_id}"]')[0]
    signer = XMLSigner(
        method=methods.enveloped,
        signature_algorithm="rsa-sha256",
        digest_algorithm="sha256",
        c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
    )
    alone = etree.fromstring(etree.tostring(node))
    signed = signer.sign(
        alone,
        key=loaded(key.private),
        cert=key.certificate.decode(),
        reference_uri=node_id,
        id_attribute="ID",
    )
    signature = signed.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    signed.remove(signature)
    signed.insert(1, signature)
    if node is document:
        return signed
    node.getparent().replace(node, signed)
    return document


@dataclass
class Idp:
    """The provider and its key. `answer` is what its page would post to us."""

    key: Key
    sign_out_url: str = ""
    wants_signed: bool = False
    server: Any = None
    folder: Any = field(default_factory=tempfile.TemporaryDirectory)

    def __post_init__(self) -> None:
        place = Path(self.folder.name)
        (place / "key.pem").write_bytes(self.key.private)
        (place / "cert.pem").write_bytes(self.key.certificate)
        endpoints = {"single_sign_on_service": [(SIGN_IN_URL, BINDING_HTTP_REDIRECT)]}
        if self.sign_out_url:
            endpoints["single_logout_service"] = [(self.sign_out_url, BINDING_HTTP_REDIRECT)]
        self.config = {
            "entityid": ENTITY_ID,
            "service": {
                "idp": {
                    "name": "Umoja Identity",
                    "endpoints": endpoints,
                    "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
                    "want_authn_requests_signed": self.wants_signed,
                }
            },
            "key_file": str(place / "key.pem"),
            "cert_file": str(place / "cert.pem"),
            "crypto_backend": "XMLSecurity",
        }

    def metadata(self) -> bytes:
        """Its metadata, as its administrator downloads it."""
        config = IdPConfig()
        config.load(dict(self.config))
        return str(entity_descriptor(config)).encode()

    def knows(self, our_metadata: bytes) -> None:
        """Register us by our own metadata."""
        config = IdPConfig()
        config.load({**self.config, "metadata": {"inline": [our_metadata.decode()]}})
        self.server = Server(config=config)

    def request_of(self, address: str) -> Any:
        """What we asked, read by pysaml2 from the address that a browser was sent to."""
        query = parse_qs(urlsplit(address).query)
        xml = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15)
        assert b"AuthnRequest" in xml
        return self.server.parse_authn_request(
            query["SAMLRequest"][0],
            BINDING_HTTP_REDIRECT,
            sigalg=query.get("SigAlg", [None])[0],
            signature=query.get("Signature", [None])[0],
        ).message

    def response(self, address: str, attributes: dict[str, Any], *, subject: str = "u-1") -> Any:
        """The answer to that request, as XML, not yet signed."""
        asked = self.request_of(address)
        text = self.server.create_authn_response(
            identity=attributes,
            in_response_to=asked.id,
            destination=asked.assertion_consumer_service_url,
            sp_entity_id=asked.issuer.text,
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=subject),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": ENTITY_ID},
            sign_response=False,
            sign_assertion=False,
        )
        return etree.fromstring(str(text).encode())

    def signed(self, document: Any, *, whole: bool = False, key: Key | None = None) -> Any:
        """With the assertion signed, or the whole answer."""
        node = document if whole else assertion_of(document)
        return sign(document, node.get("ID"), key or self.key)


def encoded(document: Any) -> str:
    """As it is posted."""
    return base64.b64encode(etree.tostring(document)).decode()


def assertion_of(document: Any) -> Any:
    """Its assertion."""
    return document.find("saml:Assertion", _NS)
