"""SAML single logout in both directions, against pysaml2: who is signed out, and who stays in."""

import copy
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import SsoProvider, SsoVisit
from accounts.tests import saml_logout_peer as peer
from accounts.tests.oidc_peer import leads_to
from accounts.tests.saml_encrypting import encrypted
from accounts.tests.saml_leaving import NS, OTHER, PERSON, ask, bring, is_in, ours, signed_in, sls
from accounts.tests.saml_pair import WHO, Peers
from accounts.tests.saml_peer import Idp, Key, make_key
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
OUT = "/accounts/logout/"


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
        assert "You have signed out" not in page.content.decode()  # the page's heading says it
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
            {"IssueInstant": timedelta(hours=-1)},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_an_answer_that_does_not_hold_is_no_error_and_no_proof(
        self, peers: Peers, changes: dict[str, Any]
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
        assert entry.changes == {"browsers": [2, 0], "apps": [0, 0], "provider": ["Umoja Identity", None]}

    def test_ends_one_session_alone(self, peers: Peers) -> None:
        one, other = signed_in(peers, index="s-1"), signed_in(peers, index="s-2")
        bring(peers, ask(peers, "s-2"))
        assert (is_in(one), is_in(other)) == (True, False)

    def test_in_the_browser_that_brings_it(self, peers: Peers) -> None:
        client = signed_in(peers)
        assert bring(peers, ask(peers), client).status_code == 302
        assert not is_in(client)

    def test_a_session_that_a_second_factor_opened(self, cast: Cast, peers: Peers) -> None:
        secret = pyotp.random_base32()
        TOTP.activate(cast.bongani.user, secret)
        client = Client()
        document = peers.idp.response(peers.ask(client), WHO, subject=PERSON)
        peers.post(client, peers.idp.signed(document))
        assert not is_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
        client.post("/accounts/2fa/trust/", {"action": "skip"})
        assert is_in(client)
        bring(peers, ask(peers))
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
        name = document.find("s:NameID", NS)
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
        document.find("s:NameID", NS).set("Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
        bring(peers, document)
        assert is_in(client)
