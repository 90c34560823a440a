"""SAML 2.0 as a service provider, on python3-saml, with what it leaves open closed.

python3-saml takes an assertion without audience, an answer without destination, and a certificate that has expired; here
none of them passes. Assertions are taken once (accounts.sso.saml_arrival) and only as the answer to a request of this
browser. The two clocks may differ by five minutes (CLOCKS_DIFFER_BY).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import xmlsec
from django.utils.translation import gettext_lazy as _
from lxml.etree import LxmlError
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from accounts.gateways import saml_encryption, saml_messages
from accounts.gateways.certificates import valid_at
from accounts.gateways.our_keys import KeyPair
from accounts.gateways.saml_messages import Unacceptable
from synthai.core.errors import DomainError

CLOCKS_DIFFER_BY = Constants.ALLOWED_CLOCK_DRIFT  # 300 seconds
_EMAIL_FORMAT = Constants.NAMEID_EMAIL_ADDRESS
_Invalid = OneLogin_Saml2_ValidationError

_REASONS = {
    _Invalid.NO_SIGNATURE_FOUND: _("it is not signed"),
    _Invalid.INVALID_SIGNATURE: _(
        "its signature does not fit the certificate in the metadata; after a change of certificate, load the metadata again"
    ),
    _Invalid.WRONG_AUDIENCE: _("it is meant for another application: check the entity ID (audience) there"),
    _Invalid.WRONG_DESTINATION: _(
        "it is meant for another address: check the assertion consumer service there"
    ),
    _Invalid.EMPTY_DESTINATION: _("it names no destination"),
    _Invalid.WRONG_ISSUER: _("it comes from another provider than the metadata says"),
    _Invalid.ASSERTION_EXPIRED: _("it has expired: sign-in took too long, or the provider's clock is wrong"),
    _Invalid.ASSERTION_TOO_EARLY: _(
        "it is not valid yet: the provider's clock is more than five minutes ahead"
    ),
    _Invalid.SESSION_EXPIRED: _("the session there has ended"),
    _Invalid.WRONG_SUBJECTCONFIRMATION: _("it has expired or is not the answer to this sign-in"),
    _Invalid.WRONG_NUMBER_OF_ASSERTIONS: _("it holds none or several assertions"),
    _Invalid.NO_ATTRIBUTESTATEMENT: _("it holds no attributes: send at least the e-mail address"),
    _Invalid.STATUS_CODE_IS_NOT_SUCCESS: _("the provider refused the sign-in"),
}


class SamlRefused(DomainError):
    """An answer that does not hold."""

    code = "accounts.sso.saml_refused"
    title = _("The provider's answer was refused")
    message = _("The answer of %(provider)s was refused: %(why)s. Nobody was signed in.")
    remedy = _(
        "An administrator compares the settings at the identity provider with those under Single sign-on."
    )
    status = 401


@dataclass(frozen=True, kw_only=True)
class Party:
    """The two sides of one provider's sign-in."""

    name: str
    entity_id: str
    sign_in_url: str
    certificates: tuple[str, ...]  # base64 DER
    our_entity_id: str
    our_consumer_url: str
    sign_out_url: str = ""
    sign_out_answer_url: str = ""
    our_sign_out_url: str = ""
    keys: tuple[KeyPair, ...] = field(default=(), repr=False)  # ours; the first one signs
    signs_requests: bool = False


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """What a checked answer says."""

    identifier: str
    in_response_to: str
    expires_at: int  # seconds since 1970
    name_id: str
    name_id_format: str
    session_index: str
    attributes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_name_id_email(self) -> bool:
        """Whether the identifier is an e-mail address."""
        return bool(self.name_id_format == _EMAIL_FORMAT)


def start(party: Party) -> tuple[str, str]:
    """The address to send the browser to, and the number of the request, which the answer must name.

    No RelayState: where to go afterwards stays in our session, so nobody can put an address into it.
    """
    asked = OneLogin_Saml2_Authn_Request(OneLogin_Saml2_Settings(settings_of(party, party.certificates)))
    private = party.keys[0].private if party.keys and party.signs_requests else None
    xml = str(asked.get_xml()).encode()
    address = saml_messages.redirect_address(party.sign_in_url, "SAMLRequest", xml, private=private)
    return address, str(asked.get_id())


def check(party: Party, answer: str, *, now: datetime) -> Assertion:
    """Judge a posted SAMLResponse (base64). Raises SamlRefused with the reason."""
    usable = tuple(each for each in party.certificates if valid_at(each, now))
    if not usable:
        raise SamlRefused(provider=party.name, why=_("its certificate has expired; load its metadata again"))
    try:
        response = _opened(party, usable, answer)
        response.is_valid(_request_data(party), raise_exceptions=True)
        return _closed(party, response)
    except Unacceptable as error:
        raise SamlRefused(provider=party.name, why=error.why) from error
    except OneLogin_Saml2_ValidationError as error:
        why = _REASONS.get(error.code, _("it is not well-formed"))
        raise SamlRefused(provider=party.name, why=why) from error
    except (OneLogin_Saml2_Error, xmlsec.Error, LxmlError, ValueError, TypeError, AttributeError) as error:
        raise SamlRefused(provider=party.name, why=_("it cannot be read")) from error


def _opened(party: Party, certificates: tuple[str, ...], answer: str) -> Any:
    """The answer, decrypted where it is encrypted: with whichever of our keys it was encrypted for."""
    saml_encryption.refuse_weak(answer)
    for pair in party.keys:
        settings = OneLogin_Saml2_Settings(settings_of(party, certificates, pair))
        try:
            return OneLogin_Saml2_Response(settings, answer)
        except xmlsec.Error:
            continue
    return OneLogin_Saml2_Response(OneLogin_Saml2_Settings(settings_of(party, certificates)), answer)


def _closed(party: Party, response: Any) -> Assertion:
    """The checks that python3-saml leaves out, on the signed assertion."""
    in_response_to = response.get_in_response_to()
    if not in_response_to:
        raise SamlRefused(provider=party.name, why=_("it is not the answer to a sign-in that began here"))
    if party.our_entity_id not in response.get_audiences():
        raise SamlRefused(provider=party.name, why=_REASONS[_Invalid.WRONG_AUDIENCE])
    destination = response.document.get("Destination")
    if destination not in {None, party.our_consumer_url}:
        raise SamlRefused(provider=party.name, why=_REASONS[_Invalid.WRONG_DESTINATION])
    expires_at = _confirmed_until(party, response, in_response_to)
    name_id = str(response.get_nameid() or "")
    if not name_id:
        raise SamlRefused(provider=party.name, why=_("it names nobody: send a NameID"))
    return Assertion(
        identifier=str(response.get_assertion_id()),
        in_response_to=in_response_to,
        expires_at=expires_at,
        name_id=name_id,
        name_id_format=str(response.get_nameid_format() or ""),
        session_index=str(response.get_session_index() or ""),
        attributes={
            name: [str(value) for value in values] for name, values in response.get_attributes().items()
        },
    )


def _confirmed_until(party: Party, response: Any, in_response_to: str) -> int:
    """Until when the bearer confirmation for exactly this address and request holds. Raises SamlRefused without one."""
    found = response._query_assertion("/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData")  # noqa: SLF001
    for data in found:
        is_ours = data.get("Recipient") == party.our_consumer_url
        if is_ours and data.get("InResponseTo") == in_response_to and data.get("NotOnOrAfter"):
            return int(OneLogin_Saml2_Utils.parse_SAML_to_time(data.get("NotOnOrAfter")))
    raise SamlRefused(provider=party.name, why=_REASONS[_Invalid.WRONG_DESTINATION])


def settings_of(party: Party, certificates: tuple[str, ...], pair: KeyPair | None = None) -> dict[str, Any]:
    """As python3-saml wants them; with a key of ours where something is to be decrypted."""
    made: dict[str, Any] = {
        "strict": True,
        "security": {
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "allowRepeatAttributeName": True,
            "wantAttributeStatement": True,
            "wantNameId": True,
            "metadataValidUntil": "",  # ours holds as long as the provider is set up
            "metadataCacheDuration": "",
            "allowSingleLabelDomains": True,  # a provider inside a company's network, http://sso/
        },
        "sp": {
            "entityId": party.our_entity_id,
            "assertionConsumerService": {
                "url": party.our_consumer_url,
                "binding": Constants.BINDING_HTTP_POST,
            },
            "NameIDFormat": Constants.NAMEID_UNSPECIFIED,
        },
        "idp": {
            "entityId": party.entity_id,
            "singleSignOnService": {
                "url": party.sign_in_url,
                "binding": Constants.BINDING_HTTP_REDIRECT,
            },
        },
    }
    if certificates:
        made["idp"]["x509certMulti"] = {"signing": list(certificates)}
    if pair is not None:
        made["sp"] |= {"x509cert": pair.certificate, "privateKey": pair.private}
    return made


def _request_data(party: Party) -> dict[str, Any]:
    """The address we listen at, as configured and not as a client's headers say."""
    scheme, _slashes, rest = party.our_consumer_url.partition("://")
    host, slash, path = rest.partition("/")
    return {
        "https": "on" if scheme == "https" else "off",
        "http_host": host,
        "script_name": slash + path,
        "path_info": "",
        "get_data": {},
        "post_data": {},
    }
