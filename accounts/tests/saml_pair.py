"""A SAML provider and our row about it, each knowing the other."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from accounts.gateways import our_keys, saml_metadata
from accounts.sso import selectors
from accounts.sso.setting_up import described_by
from accounts.tests.oidc_peer import leads_to
from accounts.tests.saml_peer import SIGN_IN_URL, Idp, Key, encoded
from accounts.tests.sso_rows import own, saml_row
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

WHO = {"mail": ["bongani@umoja.example"], "displayName": ["Bongani Dlamini"], "groups": ["Finance", "Chess"]}


@cache
def _drawn_once(**how: int) -> rsa.RSAPrivateKey:
    """Our first key: a real one, but the same for every pair of a run, whose certificates differ. Later ones are drawn."""
    return rsa.generate_private_key(**how)


class Peers:
    """The provider and our row about it, registered with each other by their own metadata."""

    def __init__(self, cast: Cast, key: Key, *, idp: Idp | None = None, **fields: Any) -> None:
        own(cast.umoja, "umoja.example")
        self.cast, self.idp = cast, idp or Idp(key)
        described = described_by(saml_metadata.read(self.idp.metadata()))
        self.row = saml_row(cast.umoja, **{**described, **fields})
        with tenant(cast.umoja):
            self.id = selectors.id_of(self.row)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(our_keys, "rsa", SimpleNamespace(generate_private_key=_drawn_once))
            self.idp.knows(Client().get(f"/accounts/saml/{self.id}/metadata/").content)

    def ask(self, client: Client, **form: str) -> str:
        """Start with the address; returns where the browser is sent."""
        address = leads_to(client.post("/accounts/sso/", {"email": "bongani@umoja.example", **form}))
        assert address.startswith(SIGN_IN_URL)
        return address

    def post(self, client: Client, document: Any, **form: str) -> Any:
        """What the provider's page does, and where our answer to it leads."""
        fields = {"SAMLResponse": encoded(document), **form}
        taken = client.post(f"/accounts/saml/{self.id}/acs/", fields)
        return client.get(taken.headers["Location"]) if taken.status_code == 302 else taken

    def good(self, client: Client, **attributes: Any) -> Any:
        """A genuine answer to this browser's question."""
        return self.idp.signed(self.idp.response(self.ask(client), {**WHO, **attributes}))
