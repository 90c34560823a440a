"""Browsers that a SAML provider signed in, and its messages about signing out, brought to us."""

from typing import Any

from django.test import Client

from accounts.tests import saml_logout_peer as peer
from accounts.tests.saml_pair import WHO, Peers

PERSON = "persistent-7f31"
OTHER = {"mail": ["lerato@umoja.example"], "displayName": ["Lerato Khumalo"]}
NS = {"s": "urn:oasis:names:tc:SAML:2.0:assertion"}


def signed_in(peers: Peers, *, subject: str = PERSON, index: str = "s-1", who: Any = WHO) -> Client:
    """A browser that the provider has signed in."""
    client = Client()
    document = peers.idp.response(peers.ask(client), who, subject=subject)
    document.find(".//s:AuthnStatement", NS).set("SessionIndex", index)
    peers.post(client, peers.idp.signed(document))
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def sls(peers: Peers) -> str:
    return f"/accounts/saml/{peers.id}/sls/"


def ask(peers: Peers, *indexes: str, subject: str = PERSON, **changes: Any) -> Any:
    """The provider's request, not yet signed."""
    return peer.request(peers.idp, f"http://testserver{sls(peers)}", subject, indexes, **changes)


def bring(peers: Peers, document: Any, client: Client | None = None, **how: Any) -> Any:
    return (client or Client()).get(f"{sls(peers)}?{peer.in_address(peers.idp, document, **how)}")


def ours(peers: Peers) -> str:
    return f"http://testserver/accounts/saml/{peers.id}/metadata/"
