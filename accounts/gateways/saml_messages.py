"""SAML messages on the wire: HTTP-Redirect and HTTP-POST, signed by us, and read only when signed by the other side.

A message counts for what its signature covers: in the address the query as it was sent, byte for byte; in a form the whole
document. SHA-256 or better; a certificate that has ended counts for nothing.
"""

import base64
import binascii
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.utils.translation import gettext_lazy as _
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from accounts.gateways.certificates import valid_at

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MESSAGE_AT_MOST = 64 * 1024  # bytes of XML; a real one has two thousand
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TRANSFORMS = {"http://www.w3.org/2000/09/xmldsig#enveloped-signature", _C14N, f"{_C14N}WithComments"}
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
RSA_SHA256 = f"{_MORE}rsa-sha256"
_ALGORITHMS: dict[str, hashes.HashAlgorithm] = {
    RSA_SHA256: hashes.SHA256(),
    f"{_MORE}rsa-sha384": hashes.SHA384(),
    f"{_MORE}rsa-sha512": hashes.SHA512(),
}
_DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256",
    f"{_MORE}sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
}


class Unacceptable(ValueError):
    """A message that does not hold; says why, for people."""

    def __init__(self, why: "_StrOrPromise") -> None:
        super().__init__(why)
        self.why = why


def redirect_address(url: str, kind: str, xml: bytes, *, private: str | None) -> str:
    """The address that carries a message; `kind` is SAMLRequest or SAMLResponse. Signed with `private`, if given.

    Never with RelayState, not even an empty one: some leave it out of what they check, others do not.
    """
    packer = zlib.compressobj(wbits=-15)
    packed = base64.b64encode(packer.compress(xml) + packer.flush()).decode("ascii")
    query = f"{kind}={quote(packed, safe='')}"
    if private is not None:
        query += f"&SigAlg={quote(RSA_SHA256, safe='')}"
        # Made by us and kept sealed: to prove its numbers each time would take a hundred times as long as to sign.
        key = load_pem_private_key(
            private.encode("ascii"), password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("our keys are RSA keys")
        signature = key.sign(query.encode("ascii"), PKCS1v15(), hashes.SHA256())
        query += f"&Signature={quote(base64.b64encode(signature).decode('ascii'), safe='')}"
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}"


def by_redirect(query: str, kind: str, certificates: Sequence[str], *, now: datetime) -> etree._Element:
    """The message in a query string, whose signature holds. Raises Unacceptable."""
    fields = _fields(query)
    if "Signature" not in fields or "SigAlg" not in fields:
        raise Unacceptable(_("it is not signed"))
    digest = _ALGORITHMS.get(unquote(fields["SigAlg"]))
    if digest is None:
        raise Unacceptable(_("it is signed by an algorithm that is too weak or unknown here"))
    signed = "&".join(f"{name}={fields[name]}" for name in (kind, "RelayState", "SigAlg") if name in fields)
    signature = _decoded(unquote(fields["Signature"]))
    if not any(_verifies(each, signature, signed, digest) for each in _usable(certificates, now)):
        raise Unacceptable(_("its signature does not fit the certificate in the metadata"))
    return _parsed(_inflated(_decoded(unquote(fields.get(kind, "")))))


def by_post(text: str, certificates: Sequence[str], *, now: datetime) -> etree._Element:
    """The message in a form's field, whose own signature holds for the whole of it. Raises Unacceptable."""
    root = _parsed(_decoded(text))
    _refuse_partial_signature(root)
    pems = [OneLogin_Saml2_Utils.format_cert(each, True) for each in _usable(certificates, now)]
    if not OneLogin_Saml2_Utils.validate_sign(root, xpath="/*/ds:Signature", multicerts=pems):
        raise Unacceptable(_("its signature does not fit the certificate in the metadata"))
    return root


def _fields(query: str) -> dict[str, str]:
    """The query's fields as they were sent; one that stands there twice could be read in two ways."""
    found: dict[str, str] = {}
    for part in query.split("&"):
        name, _equals, value = part.partition("=")
        if name in found:
            raise Unacceptable(_("it cannot be read"))
        found[name] = value
    return found


def _decoded(text: str) -> bytes:
    if len(text) > 2 * MESSAGE_AT_MOST:
        raise Unacceptable(_("it is too large"))
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise Unacceptable(_("it cannot be read")) from error


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15)
    try:
        text = unpacker.decompress(packed, MESSAGE_AT_MOST)
    except zlib.error as error:
        raise Unacceptable(_("it cannot be read")) from error
    if unpacker.unconsumed_tail:
        raise Unacceptable(_("it is too large"))
    return text


def _parsed(xml: bytes) -> etree._Element:
    """The document, valid by the standard's schema. Entities are never resolved."""
    if len(xml) > MESSAGE_AT_MOST:
        raise Unacceptable(_("it is too large"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unacceptable(_("it cannot be read")) from error
    is_plain = not root.getroottree().docinfo.doctype
    if not is_plain or isinstance(
        OneLogin_Saml2_XML.validate_xml(root, "saml-schema-protocol-2.0.xsd", False), str
    ):
        raise Unacceptable(_("it is not well-formed"))
    return root


def _usable(certificates: Sequence[str], now: datetime) -> list[str]:
    usable = [each for each in certificates if valid_at(each, now)]
    if not usable:
        raise Unacceptable(_("the provider's certificate has expired; load its metadata again"))
    return usable


def _verifies(certificate: str, signature: bytes, signed: str, digest: hashes.HashAlgorithm) -> bool:
    key = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature, signed.encode("utf-8"), PKCS1v15(), digest)
    except InvalidSignature:
        return False
    return True


def _refuse_partial_signature(root: etree._Element) -> None:
    """Exactly one signature, the document's own child, over the document's own number and nothing else."""
    signatures = list(root.iter(f"{_DS}Signature"))
    if not signatures:
        raise Unacceptable(_("it is not signed"))
    number = root.get("ID", "")
    references = list(root.iter(f"{_DS}Reference"))
    if (
        len(signatures) != 1
        or signatures[0].getparent() is not root
        or [each.get("URI") for each in references] != [f"#{number}"]
        or len(root.xpath("//*[@ID=$number]", number=number)) != 1
    ):
        raise Unacceptable(_("its signature does not cover the whole of it"))
    if not _is_strong(root):
        raise Unacceptable(_("it is signed by an algorithm that is too weak or unknown here"))


def _is_strong(root: etree._Element) -> bool:
    def named(tag: str) -> set[str]:
        return {str(each.get("Algorithm")) for each in root.iter(f"{_DS}{tag}")}

    return (
        named("SignatureMethod") <= _ALGORITHMS.keys()
        and named("DigestMethod") <= _DIGESTS
        and named("Transform") <= _TRANSFORMS
    )
