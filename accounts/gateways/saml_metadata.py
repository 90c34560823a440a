"""An identity provider's SAML metadata: who it is, where it signs people in, and with which certificates."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from lxml import etree

from accounts.gateways import certificates
from accounts.gateways.oidc import sign_out_address
from synthai.core.errors import DomainError
from synthai.core.outbound import Unreachable, fetch

_MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
CERTIFICATES_AT_MOST = 5


class MetadataUnusable(DomainError):
    """It is not the metadata of one identity provider that we can use."""

    code = "accounts.sso.metadata_unusable"
    title = _("The metadata cannot be used")
    message = _("%(why)s Download the metadata of your identity provider again, and give it unchanged.")
    remedy = _("Give the metadata XML of the identity provider, unchanged.")


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """As far as we need it. Certificates are base64 DER, in the document's order."""

    entity_id: str
    sign_in_url: str
    certificates: tuple[str, ...]
    sign_out_url: str = ""  # empty: it offers no single logout that we could use
    sign_out_answer_url: str = ""
    wants_signed_requests: bool = False


def fetched(url: str) -> Metadata:
    """The metadata at an address. Raises MetadataUnusable."""
    try:
        return read(fetch(url))
    except Unreachable as error:
        raise MetadataUnusable(why=str(error), field="metadata_url") from error


def read(document: bytes) -> Metadata:
    """Read metadata. Entities and external parts are never resolved. Raises MetadataUnusable."""
    entity = _entity(document)
    role = entity.find(f"{_MD}IDPSSODescriptor")
    if role is None:
        raise MetadataUnusable(why=_("It describes no identity provider (IDPSSODescriptor is missing)."))
    found = _certificates(role)
    if not found:
        raise MetadataUnusable(why=_("It holds no signing certificate."))
    if len(found) > CERTIFICATES_AT_MOST:
        raise MetadataUnusable(why=_("It holds more than five signing certificates."))
    sign_out = _service(role, "SingleLogoutService")
    return Metadata(
        entity_id=str(entity.get("entityID") or ""),
        sign_in_url=_sign_in_url(role),
        certificates=tuple(found),
        sign_out_url=sign_out_address(None if sign_out is None else sign_out.get("Location")),
        sign_out_answer_url=sign_out_address(None if sign_out is None else sign_out.get("ResponseLocation")),
        wants_signed_requests=role.get("WantAuthnRequestsSigned") in {"true", "1"},
    )


def _entity(document: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MetadataUnusable(why=_("It is not XML.")) from error
    if root.getroottree().docinfo.doctype:
        raise MetadataUnusable(why=_("It has a document type, which metadata has not."))
    entities = [root] if root.tag == f"{_MD}EntityDescriptor" else root.findall(f".//{_MD}EntityDescriptor")
    if len(entities) != 1 or not entities[0].get("entityID"):
        raise MetadataUnusable(why=_("It must describe exactly one identity provider, with an entityID."))
    return entities[0]


def _sign_in_url(role: etree._Element) -> str:
    service = _service(role, "SingleSignOnService")
    if service is None:
        raise MetadataUnusable(why=_("It names no sign-in address for the binding HTTP-Redirect."))
    return str(service.get("Location"))


def _service(role: etree._Element, name: str) -> etree._Element | None:
    """Where it listens for HTTP-Redirect, the binding that we send by."""
    for service in role.findall(f"{_MD}{name}"):
        if service.get("Binding") == _REDIRECT and service.get("Location"):
            return service
    return None


def _certificates(role: etree._Element) -> list[str]:
    found: list[str] = []
    for key in role.findall(f"{_MD}KeyDescriptor"):
        if key.get("use") not in {None, "signing"}:
            continue
        for text in key.iter(f"{_DS}X509Certificate"):
            try:
                certificate = certificates.normal(str(text.text or ""))
            except ValueError as error:
                raise MetadataUnusable(why=_("One of its certificates cannot be read.")) from error
            if certificate not in found:
                found.append(certificate)
    return found
