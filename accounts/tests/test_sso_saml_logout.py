"""SAML single logout in both directions, against pysaml2: who is signed out, and every forgery refused."""

import base64
import copy
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from accounts.models import SsoProvider, SsoVisit
from accounts.tests import saml_logout_peer as peer
from accounts.tests.oidc_peer import leads_to
from accounts.tests.saml_encrypting import encrypted
from accounts.tests.saml_pair import WHO, Peers
from accounts.tests.saml_peer import ENTITY_ID, Idp, Key, make_key
from accounts.tests.sso_rows import saml_row
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
OUT = "/accounts/logout/"
PERSON = "persistent-7f31"
OTHER = {"mail": ["lerato@umoja.example"], "displayName": ["Lerato Khumalo"]}
_NS = {"s": "urn:oasis:names:tc:SAML:2.0:assertion"}


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


def signed_in(peers: Peers, *, subject: str = PERSON, index: str = "s-1", who: Any = WHO) -> Client:
    """A browser that the provider has signed in."""
    client = Client()
    document = peers.idp.response(peers.ask(client), who, subject=subject)
    document.find(".//s:AuthnStatement", _NS).set("SessionIndex", index)
    peers.post(client, peers.idp.signed(document))
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def sls(peers: Peers) -> str:
    return f"/accounts/saml/{peers.id}/sls/"


def ask(peers: Peers, *indexes: str, subject: str = PERSON, **changes: str) -> Any:
    """The provider's request, not yet signed."""
    return peer.request(peers.idp, f"http://testserver{sls(peers)}", subject, indexes, **changes)


def bring(peers: Peers, document: Any, client: Client | None = None, **how: Any) -> Any:
    return (client or Client()).get(f"{sls(peers)}?{peer.in_address(peers.idp, document, **how)}")


class TestSignedOutHere:
    """From our sign-out on to the provider's."""

    def test_leads_to_the_provider_with_a_signed_request(self, peers: Peers, there: str) -> None:
        client = signed_in(peers)
        page = client.post(OUT)
        assert not is_in(client)
        query = peer.check_signature(peers.idp, leads_to(page), ours(peers))
        asked = peer.logout_request_in(peers.idp, query)
        assert (asked.destination, asked.name_id.text) == (there, PERSON)
        assert asked.name_id.format == "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
        assert [index.text for index in asked.session_index] == ["s-1"]
        assert PERSON not in page.content.decode()
        assert not SsoVisit.objects.exists()

    def test_the_answer_is_told_once(self, peers: Peers) -> None:
        client, asked = self.left(peers)
        query = peer.in_address(peers.idp, peer.response(peers.idp, asked), state="https://evil.example/")
        reply = client.get(f"{sls(peers)}?{query}")
        assert reply.status_code == 200
        assert "You are signed out here and at Umoja Identity" in reply.content.decode()
        assert b"evil.example" not in reply.content
        assert "we cannot tell" in client.get(f"{sls(peers)}?{query}").content.decode()

    def test_one_that_could_not_reach_all_is_told(self, peers: Peers) -> None:
        client, asked = self.left(peers)
        answer = peer.response(peers.idp, asked, status=peer.PARTIAL)
        assert "could not sign you out everywhere" in bring(peers, answer, client).content.decode()

    def test_by_form_too(self, peers: Peers) -> None:
        client, asked = self.left(peers)
        reply = client.post(sls(peers), peer.in_form(peers.idp, peer.response(peers.idp, asked)))
        assert "You are signed out here and at Umoja Identity" in reply.content.decode()

    @pytest.mark.parametrize(
        "changes",
        [
            {"InResponseTo": "_another"},
            {"Destination": "https://other.example/sls/"},
            {"issuer": "https://other.example/"},
            {"IssueInstant": peer.instant(timedelta(hours=-1))},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_an_answer_that_does_not_hold_is_no_error_and_no_proof(
        self, peers: Peers, changes: dict[str, str]
    ) -> None:
        client, asked = self.left(peers)
        reply = bring(peers, peer.response(peers.idp, asked, **changes), client)
        assert reply.status_code == 200
        assert "we cannot tell" in reply.content.decode()

    def test_so_is_one_that_is_not_signed_by_the_provider(self, peers: Peers) -> None:
        client, asked = self.left(peers)
        answer = peer.response(peers.idp, asked)
        unsigned = peer.in_address(peers.idp, answer).partition("&SigAlg")[0]
        for reply in (client.get(f"{sls(peers)}?{unsigned}"), bring(peers, answer, client, key=make_key())):
            assert "we cannot tell" in reply.content.decode()

    def test_a_provider_that_is_down_keeps_nobody_signed_in(self, cast: Cast, key: Key) -> None:
        with peer.listening() as gone:
            peers = Peers(cast, key, idp=Idp(key, sign_out_url=gone))
        client = signed_in(peers)
        page = client.post(OUT)
        assert page.status_code == 200
        assert "does not answer at the moment" in page.content.decode()
        assert b"http-equiv" not in page.content
        assert not is_in(client)

    def test_a_provider_without_single_logout_is_left_alone(self, cast: Cast, key: Key) -> None:
        client = signed_in(Peers(cast, key))
        assert client.post(OUT).status_code == 302
        assert not is_in(client)

    def test_so_is_it_by_whoever_came_in_another_way(self, cast: Cast, peers: Peers) -> None:
        client = Client()
        client.post("/accounts/login/", {"login": cast.bongani.user.email, "password": PASSWORD})
        assert is_in(client)
        assert client.post(OUT).status_code == 302

    def test_a_provider_that_was_removed_meanwhile(self, cast: Cast, peers: Peers) -> None:
        client = signed_in(peers)
        with tenant(cast.umoja):
            SsoProvider.objects.all().delete()
        assert client.post(OUT).status_code == 302
        assert not is_in(client)

    def left(self, peers: Peers) -> tuple[Client, Any]:
        """A browser on its way there, and what it asks."""
        client = signed_in(peers)
        query = peer.check_signature(peers.idp, leads_to(client.post(OUT)), ours(peers))
        return client, peer.logout_request_in(peers.idp, query)


class TestSignedOutThere:
    """The provider signs somebody out."""

    @pytest.mark.parametrize("by_form", [False, True], ids=["address", "form"])
    def test_ends_every_browser_of_the_person_and_is_told_so(
        self, cast: Cast, peers: Peers, there: str, by_form: bool
    ) -> None:
        mine = [signed_in(peers, index=index) for index in ("s-1", "s-2")]
        others = [signed_in(peers, subject="somebody-else", who=OTHER), cast.bongani.client()]
        document = ask(peers)
        reply = (
            Client().post(sls(peers), peer.in_form(peers.idp, copy.deepcopy(document)))
            if by_form
            else bring(peers, document, state="https://evil.example/")
        )
        assert [is_in(client) for client in mine] == [False, False]
        assert [is_in(client) for client in others] == [True, True]
        address = reply.headers["Location"]
        assert address.startswith(f"{there}?")
        query = peer.check_signature(peers.idp, address, ours(peers))
        answer = peer.logout_response_in(peers.idp, query)
        assert answer.in_response_to == document.get("ID")
        assert answer.destination == there
        assert answer.status.status_code.value == "urn:oasis:names:tc:SAML:2.0:status:Success"
        with tenant(cast.umoja):
            entry = AuditEntry.objects.get(code="accounts.sso.signed_out")
        assert entry.changes == {"browsers": [2, 0], "provider": ["Umoja Identity", None]}

    def test_ends_one_session_alone(self, peers: Peers) -> None:
        one, other = signed_in(peers, index="s-1"), signed_in(peers, index="s-2")
        bring(peers, ask(peers, "s-2"))
        assert (is_in(one), is_in(other)) == (True, False)

    def test_in_the_browser_that_brings_it(self, peers: Peers) -> None:
        client = signed_in(peers)
        assert bring(peers, ask(peers), client).status_code == 302
        assert not is_in(client)

    def test_a_session_that_goes_on_under_another_key(self, cast: Cast, peers: Peers) -> None:
        """As after a change of password."""
        client = signed_in(peers)
        fields = {
            "oldpassword": PASSWORD,
            "password1": "a longer sentence 4711",
            "password2": "a longer sentence 4711",
        }
        assert client.post("/accounts/password/change/", fields).status_code == 302
        assert is_in(client)
        bring(peers, ask(peers))
        assert not is_in(client)

    def test_an_encrypted_name(self, peers: Peers) -> None:
        client = signed_in(peers)
        document = ask(peers)
        name = document.find("s:NameID", _NS)
        certificate = peers.idp.server.metadata.certs(ours(peers), "spsso", "encryption")[0][1]
        document.replace(name, encrypted(name, "".join(certificate.split()), wrapper="EncryptedID"))
        assert bring(peers, document).status_code == 302
        assert not is_in(client)

    def test_nobody_it_knows_is_done_too(self, peers: Peers) -> None:
        client = signed_in(peers)
        for document in (ask(peers, subject="nobody"), ask(peers, "no-such-session")):
            reply = bring(peers, document)
            answer = peer.logout_response_in(
                peers.idp, peer.check_signature(peers.idp, reply.headers["Location"], ours(peers))
            )
            assert answer.in_response_to == document.get("ID")
        assert is_in(client)

    def test_another_format_of_the_same_name_is_somebody_else(self, peers: Peers) -> None:
        client = signed_in(peers)
        document = ask(peers)
        document.find("s:NameID", _NS).set("Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
        bring(peers, document)
        assert is_in(client)


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
            ({"NotOnOrAfter": peer.instant(timedelta(minutes=-6))}, "it has expired"),
            ({"IssueInstant": peer.instant(timedelta(minutes=-11))}, "it is too old"),
            ({"IssueInstant": peer.instant(timedelta(minutes=6))}, "clock is wrong"),
        ],
    )
    def test_not_from_there_not_for_here_not_now(
        self, peers: Peers, client_in: Client, changes: dict[str, str], words: str
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
        document.find("s:NameID", _NS).text = PERSON
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
        document.find("s:NameID", _NS).text = "a" * 5_000_000
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


def ours(peers: Peers) -> str:
    return f"http://testserver/accounts/saml/{peers.id}/metadata/"
