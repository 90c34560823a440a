"""SAML single logout: our requests and answers written and signed, the provider's judged.

Everything that comes in must be signed, fresh, of this provider, and for exactly our address. Whether it comes a second
time is the caller's to ask (accounts.sso.once).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import xmlsec
from django.utils.translation import gettext_lazy as _
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from accounts.gateways import saml_messages
from accounts.gateways.our_keys import KeyPair
from accounts.gateways.saml import CLOCKS_DIFFER_BY, Party
from accounts.gateways.saml_messages import Unacceptable
from synthai.core.errors import DomainError

REQUEST, ANSWER = "SAMLRequest", "SAMLResponse"
HOLDS = timedelta(minutes=5)  # a message is taken this long after it was written, and the clocks may differ
REMEMBERED = int(HOLDS.total_seconds()) + 2 * CLOCKS_DIFFER_BY  # seconds: after that it is too old anyway
_CLOCKS = timedelta(seconds=CLOCKS_DIFFER_BY)
_SAMLP = f"{{{Constants.NS_SAMLP}}}"
_SAML = f"{{{Constants.NS_SAML}}}"
_NAMES = {"samlp": Constants.NS_SAMLP, "saml": Constants.NS_SAML}


class LogoutRefused(DomainError):
    """A message about signing out that does not hold."""

    code = "accounts.sso.logout_refused"
    title = _("The provider's message was refused")
    message = _("The sign-out message of %(provider)s was refused: %(why)s. Nobody was signed out by it.")
    remedy = _(
        "An administrator compares the logout address and certificates with those under Single sign-on."
    )
    status = 400


@dataclass(frozen=True, kw_only=True)
class Message:
    """As it came: in the address (`query`, raw) or in a form (`posted`)."""

    kind: str
    query: str = ""
    posted: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class Request:
    """Who is signed out at the provider. Without indexes it is every session of the person."""

    identifier: str
    name_id: str
    name_id_format: str
    session_indexes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the provider says to our request."""

    in_response_to: str
    is_success: bool


def request_address(
    party: Party, *, name_id: str, name_id_format: str, session_index: str, now: datetime
) -> tuple[str, str]:
    """The address that asks the provider to sign somebody out, and the request's number. Needs a key of ours."""
    root, number = _begun(party, "LogoutRequest", party.sign_out_url, now)
    root.set("NotOnOrAfter", _written(now + HOLDS))
    name = etree.SubElement(root, f"{_SAML}NameID")
    name.text = name_id
    if name_id_format:
        name.set("Format", name_id_format)
    if session_index:
        etree.SubElement(root, f"{_SAMLP}SessionIndex").text = session_index
    return _signed(party, party.sign_out_url, REQUEST, root), number


def answer_address(party: Party, *, in_response_to: str, now: datetime) -> str:
    """The address that tells the provider that its request is done. Needs a key of ours."""
    url = party.sign_out_answer_url or party.sign_out_url
    root, _number = _begun(party, "LogoutResponse", url, now)
    root.set("InResponseTo", in_response_to)
    status = etree.SubElement(root, f"{_SAMLP}Status")
    etree.SubElement(status, f"{_SAMLP}StatusCode").set("Value", Constants.STATUS_SUCCESS)
    return _signed(party, url, ANSWER, root)


def check_request(party: Party, message: Message, *, now: datetime) -> Request:
    """Judge a LogoutRequest. Raises LogoutRefused."""
    root = _judged(party, message, "LogoutRequest", now=now)
    try:
        name = _name(root, party.keys)
    except Unacceptable as error:
        raise LogoutRefused(provider=party.name, why=error.why) from error
    return Request(
        identifier=str(root.get("ID")),
        name_id=_text(name),
        name_id_format=name.get("Format") or "",
        session_indexes=tuple(_text(each) for each in root.findall(f"{_SAMLP}SessionIndex")),
    )


def check_answer(party: Party, message: Message, *, now: datetime) -> Answer:
    """Judge a LogoutResponse. Raises LogoutRefused."""
    root = _judged(party, message, "LogoutResponse", now=now)
    codes = root.findall(f"{_SAMLP}Status/{_SAMLP}StatusCode")
    inner = [each.get("Value") for code in codes for each in code]
    return Answer(
        in_response_to=root.get("InResponseTo") or "",
        is_success=[code.get("Value") for code in codes] == [Constants.STATUS_SUCCESS]
        and Constants.STATUS_PARTIAL_LOGOUT not in inner,
    )


def _begun(party: Party, name: str, destination: str, now: datetime) -> tuple[etree._Element, str]:
    number = f"_{secrets.token_hex(20)}"
    root = etree.Element(f"{_SAMLP}{name}", nsmap=_NAMES)
    root.set("ID", number)
    root.set("Version", "2.0")
    root.set("IssueInstant", _written(now))
    root.set("Destination", destination)
    etree.SubElement(root, f"{_SAML}Issuer").text = party.our_entity_id
    return root, number


def _signed(party: Party, url: str, kind: str, root: etree._Element) -> str:
    if not party.keys:
        raise LogoutRefused(provider=party.name, why=_("there is no key of ours to sign with"))
    return saml_messages.redirect_address(url, kind, etree.tostring(root), private=party.keys[0].private)


def _judged(party: Party, message: Message, name: str, *, now: datetime) -> etree._Element:
    try:
        root = (
            saml_messages.by_post(message.posted, party.certificates, now=now)
            if message.posted
            else saml_messages.by_redirect(message.query, message.kind, party.certificates, now=now)
        )
        _check(party, root, name, now=now)
    except Unacceptable as error:
        raise LogoutRefused(provider=party.name, why=error.why) from error
    return root


def _check(party: Party, root: etree._Element, name: str, *, now: datetime) -> None:
    issuer = root.find(f"{_SAML}Issuer")
    if root.tag != f"{_SAMLP}{name}":
        raise Unacceptable(_("it is another kind of message"))
    if issuer is None or _text(issuer) != party.entity_id:
        raise Unacceptable(_("it comes from another provider than the metadata says"))
    if root.get("Destination") != party.our_sign_out_url:
        raise Unacceptable(_("it is meant for another address: check the logout address there"))
    written = _read(root.get("IssueInstant"))
    if not now - HOLDS - _CLOCKS < written < now + _CLOCKS:
        raise Unacceptable(_("it is too old, or the provider's clock is wrong"))
    if root.get("NotOnOrAfter") is not None and _read(root.get("NotOnOrAfter")) + _CLOCKS <= now:
        raise Unacceptable(_("it has expired"))


def _name(root: etree._Element, keys: Sequence[KeyPair]) -> etree._Element:
    """The person, in plain or encrypted for one of our keys."""
    plain = root.find(f"{_SAML}NameID")
    if plain is not None and _text(plain):
        return plain
    sealed = root.find(f"{_SAML}EncryptedID/{{{Constants.NS_XENC}}}EncryptedData")
    for pair in keys if sealed is not None else ():
        try:
            found: etree._Element = OneLogin_Saml2_Utils.decrypt_element(sealed, pair.private)
        except (xmlsec.Error, etree.LxmlError, ValueError):
            continue
        if found.tag == f"{_SAML}NameID" and _text(found):
            return found
    raise Unacceptable(_("it names nobody that we can read"))


def _text(node: etree._Element) -> str:
    """All of its text: a comment inside must not shorten it."""
    return "".join(str(part) for part in node.xpath("./text()")).strip()


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(text: str | None) -> datetime:
    try:
        instant = datetime.fromisoformat(text or "")
    except ValueError as error:
        raise Unacceptable(_("it cannot be read")) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
