"""Our own SAML metadata: what an identity provider's administrator loads there."""

import copy
from typing import Any

from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.metadata import OneLogin_Saml2_Metadata
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from accounts.gateways import saml
from accounts.gateways.saml import Party

_MD = f"{{{Constants.NS_MD}}}"


def metadata(party: Party) -> bytes:
    """What we are, with every certificate of ours that is in use. `party` may name no provider yet."""
    settings = OneLogin_Saml2_Settings(_with_sign_out(party), sp_validation_only=True)
    made: Any = settings.get_sp_metadata()
    for pair in reversed(party.keys):  # each goes to the front
        made = OneLogin_Saml2_Metadata.add_x509_key_descriptors(made, pair.certificate, add_encryption=True)
    root = etree.fromstring(made.encode() if isinstance(made, str) else made)
    role = root.find(f"{_MD}SPSSODescriptor")
    role.set("AuthnRequestsSigned", "true" if party.signs_requests else "false")
    service = role.find(f"{_MD}SingleLogoutService")
    by_post = copy.deepcopy(service)
    by_post.set("Binding", Constants.BINDING_HTTP_POST)
    service.addnext(by_post)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _with_sign_out(party: Party) -> dict[str, Any]:
    made = saml.settings_of(party, ())
    made["sp"]["singleLogoutService"] = {
        "url": party.our_sign_out_url,
        "binding": Constants.BINDING_HTTP_REDIRECT,
    }
    return made
