"""SAML logout messages that sign nobody out: forged, altered, wrapped, old, or meant for somebody else."""

import base64
import copy
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from accounts.tests import saml_logout_peer as peer
from accounts.tests.saml_leaving import NS, PERSON, ask, bring, is_in, signed_in, sls
from accounts.tests.saml_pair import Peers
from accounts.tests.saml_peer import ENTITY_ID, Idp, Key, make_key
from accounts.tests.sso_rows import saml_row
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def key() -> Key:
    return make_key()


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    with peer.listening() as address:
        yield address


@pytest.fixture
def peers(cast: Cast, key: Key, there: str) -> Peers:
    return Peers(cast, key, idp=Idp(key, sign_out_url=there))


class TestRefused:
    """What signs nobody out."""

    @pytest.fixture
    def client_in(self, peers: Peers) -> Client:
        return signed_in(peers)

    def refused(self, client: Client, reply: Any, words: str) -> None:
        assert reply.status_code == 400
        assert words in reply.content.decode()
        assert "Nobody was signed out" in reply.content.decode()
        assert is_in(client)

    def test_an_unsigned_one(self, peers: Peers, client_in: Client) -> None:
        unsigned = peer.in_address(peers.idp, ask(peers)).partition("&SigAlg")[0]
        self.refused(client_in, Client().get(f"{sls(peers)}?{unsigned}"), "it is not signed")
        fields = {"SAMLRequest": base64.b64encode(etree.tostring(ask(peers))).decode()}
        self.refused(client_in, Client().post(sls(peers), fields), "it is not signed")

    def test_one_signed_with_another_key(self, peers: Peers, client_in: Client) -> None:
        other = make_key()
        words = "does not fit the certificate"
        self.refused(client_in, bring(peers, ask(peers), key=other), words)
        reply = Client().post(sls(peers), peer.in_form(peers.idp, ask(peers), key=other))
        self.refused(client_in, reply, words)

    def test_one_signed_by_a_weak_algorithm(self, peers: Peers, client_in: Client) -> None:
        reply = bring(peers, ask(peers), algorithm=peer.RSA_SHA1)
        self.refused(client_in, reply, "too weak or unknown")

    @pytest.mark.parametrize("by_form", [False, True], ids=["address", "form"])
    def test_the_same_one_twice(self, peers: Peers, by_form: bool) -> None:
        signed_in(peers)
        document = ask(peers)
        bring(peers, document)
        again = signed_in(peers)
        reply = (
            Client().post(sls(peers), peer.in_form(peers.idp, copy.deepcopy(document)))
            if by_form
            else bring(peers, document)
        )
        self.refused(again, reply, "it was used already")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"Destination": "https://other.example/sls/"}, "meant for another address"),
            ({"Destination": "http://testserver/"}, "meant for another address"),
            ({"issuer": "https://other.example/"}, "comes from another provider"),
            ({"NotOnOrAfter": timedelta(minutes=-6)}, "it has expired"),
            ({"IssueInstant": timedelta(minutes=-11)}, "it is too old"),
            ({"IssueInstant": timedelta(minutes=6)}, "clock is wrong"),
        ],
    )
    def test_not_from_there_not_for_here_not_now(
        self, peers: Peers, client_in: Client, changes: dict[str, Any], words: str
    ) -> None:
        self.refused(client_in, bring(peers, ask(peers, **changes)), words)
        reply = Client().post(sls(peers), peer.in_form(peers.idp, ask(peers, **changes)))
        self.refused(client_in, reply, words)

    def test_without_destination(self, peers: Peers, client_in: Client) -> None:
        document = ask(peers)
        del document.attrib["Destination"]
        self.refused(client_in, bring(peers, document), "meant for another address")

    def test_a_field_that_stands_there_twice(self, peers: Peers, client_in: Client) -> None:
        genuine = peer.in_address(peers.idp, ask(peers, subject="somebody"))
        other = peer.in_address(peers.idp, ask(peers)).partition("&")[0]
        for query in (f"{genuine}&{other}", f"{other}&{genuine}"):
            self.refused(client_in, Client().get(f"{sls(peers)}?{query}"), "it cannot be read")

    @pytest.mark.parametrize("number", ["its own", "the genuine one's"])
    def test_a_genuine_one_wrapped_into_another(self, peers: Peers, client_in: Client, number: str) -> None:
        """The signature holds for what stands inside it; what would be read stands around it."""
        fields = peer.in_form(peers.idp, ask(peers, subject="somebody"))
        genuine = etree.fromstring(base64.b64decode(fields["SAMLRequest"]))
        signature = genuine.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
        evil = ask(peers)
        if number != "its own":
            evil.set("ID", genuine.get("ID"))
        evil.insert(1, signature)
        etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object").append(genuine)
        moved = {"SAMLRequest": base64.b64encode(etree.tostring(evil)).decode()}
        self.refused(client_in, Client().post(sls(peers), moved), "was refused")

    def test_a_signature_of_another_one(self, peers: Peers, client_in: Client) -> None:
        fields = peer.in_form(peers.idp, ask(peers, subject="somebody"))
        genuine = etree.fromstring(base64.b64decode(fields["SAMLRequest"]))
        evil = ask(peers)
        evil.insert(1, genuine.find("{http://www.w3.org/2000/09/xmldsig#}Signature"))
        moved = {"SAMLRequest": base64.b64encode(etree.tostring(evil)).decode()}
        self.refused(client_in, Client().post(sls(peers), moved), "does not cover the whole")

    def test_a_name_changed_after_signing(self, peers: Peers, client_in: Client) -> None:
        fields = peer.in_form(peers.idp, ask(peers, subject="somebody"))
        document = etree.fromstring(base64.b64decode(fields["SAMLRequest"]))
        document.find("s:NameID", NS).text = PERSON
        fields["SAMLRequest"] = base64.b64encode(etree.tostring(document)).decode()
        self.refused(client_in, Client().post(sls(peers), fields), "does not fit the certificate")

    def test_an_answer_as_a_request(self, peers: Peers, client_in: Client) -> None:
        document = ask(peers)
        document.tag = "{urn:oasis:names:tc:SAML:2.0:protocol}AuthnRequest"
        for child in list(document)[1:]:
            document.remove(child)
        del document.attrib["NotOnOrAfter"]
        self.refused(client_in, bring(peers, document), "another kind of message")

    @pytest.mark.parametrize("query", ["", "SAMLRequest=", "SAMLRequest=x&SigAlg=y&Signature=z", "a=b&a=b"])
    def test_nonsense(self, peers: Peers, client_in: Client, query: str) -> None:
        self.refused(client_in, Client().get(f"{sls(peers)}?{query}"), "was refused")
        self.refused(client_in, Client().post(sls(peers), {"SAMLRequest": query}), "was refused")

    def test_one_that_grows_when_it_is_unpacked(self, peers: Peers, client_in: Client) -> None:
        document = ask(peers)
        document.find("s:NameID", NS).text = "a" * 5_000_000
        self.refused(client_in, bring(peers, document), "it is too large")

    def test_an_expired_certificate(self, cast: Cast, there: str) -> None:
        peers = Peers(
            cast, make_key(ends=timedelta(days=-1)), idp=Idp(make_key(ends=timedelta(days=-1)), there)
        )
        reply = bring(peers, ask(peers))
        assert reply.status_code == 400
        assert "certificate has expired" in reply.content.decode()

    def test_of_another_organisations_provider(self, cast: Cast, peers: Peers, client_in: Client) -> None:
        """The same provider, set up by somebody else, reaches its own sessions only."""
        row = saml_row(
            cast.karoo,
            entity_id=ENTITY_ID,
            certificates=[peers.idp.key.in_metadata],
            sign_out_url=peers.row.sign_out_url,
        )
        with tenant(cast.karoo):
            address = f"/accounts/saml/sso-{cast.karoo.public_id}-{row.public_id}/sls/"
        document = peer.request(peers.idp, f"http://testserver{address}", PERSON)
        assert Client().get(f"{address}?{peer.in_address(peers.idp, document)}").status_code == 302
        assert is_in(client_in)

    def test_no_name_in_any_log(self, peers: Peers, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            client = signed_in(peers)
            bring(peers, ask(peers, issuer="https://other.example/"))
            bring(peers, ask(peers))
            assert not is_in(client)
        ours_only = [record.getMessage() for record in caplog.records if record.name.startswith("synthai")]
        assert any("refused" in line for line in ours_only)
        assert not any(PERSON in line for line in ours_only)
