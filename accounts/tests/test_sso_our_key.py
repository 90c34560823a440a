"""Our own SAML key: published, changed over without a gap, signing our requests, and opening what is encrypted for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from accounts.gateways import our_keys
from accounts.models import SsoProvider
from accounts.services import sso_keys, sso_upkeep
from accounts.tests import saml_logout_peer as peer
from accounts.tests.saml_encrypting import OLD, encrypt_assertion
from accounts.tests.saml_pair import WHO, Peers
from accounts.tests.saml_peer import Idp, Key, make_key
from accounts.tests.sso_rows import saml_row
from notifications.models import Notification
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/o/umoja-foods/settings/sign-in/providers/"
_NS = {"md": "urn:oasis:names:tc:SAML:2.0:metadata", "ds": "http://www.w3.org/2000/09/xmldsig#"}


@pytest.fixture(scope="module")
def key() -> Key:
    return make_key()


@pytest.fixture
def peers(cast: Cast, key: Key) -> Peers:
    return Peers(cast, key)


def published(peers: Peers) -> Any:
    return etree.fromstring(Client().get(f"/accounts/saml/{peers.id}/metadata/").content)


def certificates(peers: Peers, use: str = "signing") -> list[str]:
    found = published(peers).iterfind(f".//md:KeyDescriptor[@use='{use}']//ds:X509Certificate", _NS)
    return ["".join(str(node.text).split()) for node in found]


def stored(peers: Peers) -> SsoProvider:
    with tenant(peers.cast.umoja):
        return SsoProvider.objects.select_related("organisation").get(pk=peers.row.pk)


def press(peers: Peers, deed: str) -> Any:
    client = peers.cast.thandi.client()
    return client.post(f"{PAGE}{peers.row.public_id}/certificate/", {"deed": deed}, follow=True)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestPublished:
    """The key and its roll-over."""

    def test_in_the_metadata_for_both_uses_with_the_logout_address(self, peers: Peers) -> None:
        assert certificates(peers) == certificates(peers, "encryption")
        assert len(certificates(peers)) == 1
        services = published(peers).findall(".//md:SingleLogoutService", _NS)
        assert [service.get("Binding").rpartition(":")[2] for service in services] == [
            "HTTP-Redirect",
            "HTTP-POST",
        ]
        assert {service.get("Location") for service in services} == {
            f"http://testserver/accounts/saml/{peers.id}/sls/"
        }

    def test_the_private_key_is_stored_sealed_and_shown_nowhere(self, peers: Peers) -> None:
        row = stored(peers)
        private = sso_keys.ready(row, now=timezone.now())[0].private
        assert "PRIVATE KEY" in private.splitlines()[0]
        assert "PRIVATE KEY" not in str(row.our_keys)
        assert private.splitlines()[1] not in str(row.our_keys)
        page = peers.cast.thandi.client().get(f"{PAGE}{peers.row.public_id}/").content.decode()
        assert row.our_keys[0]["sealed"] not in page

    def test_rolls_over_without_a_gap(self, peers: Peers) -> None:
        (old,) = certificates(peers)
        assert "A new certificate is in our metadata" in press(peers, "make").content.decode()
        assert certificates(peers)[0] == old
        new = certificates(peers)[1]
        assert "two certificates of ours already" in press(peers, "make").content.decode()
        press(peers, "change_over")
        assert certificates(peers) == [new, old]
        press(peers, "withdraw")
        assert certificates(peers) == [new]
        assert "one certificate of ours only" in press(peers, "withdraw").content.decode()
        with tenant(peers.cast.umoja):
            codes = AuditEntry.objects.filter(code__startswith="accounts.sso.our_").order_by("pk")
            assert [entry.code.rpartition("_")[2] for entry in codes] == ["made", "used", "withdrawn"]

    def test_the_next_one_is_published_before_the_last_one_ends(self, cast: Cast, peers: Peers) -> None:
        (old,) = certificates(peers)
        soon = timezone.now() + our_keys.LASTS - timedelta(days=20)
        for _twice in range(2):
            with tenant(cast.umoja):
                sso_upkeep.look_after(now=soon)
        signing, following = sso_keys.in_use(stored(peers), now=soon)
        assert signing.certificate == old
        told = Notification.objects.filter(kind="accounts.sso_our_certificate_ends")
        assert [line.user for line in told] == [cast.thandi.user]
        after = timezone.now() + our_keys.LASTS + timedelta(days=1)
        assert sso_keys.in_use(stored(peers), now=after) == (following,)

    def test_one_that_ended_unattended_is_replaced(self, peers: Peers) -> None:
        (old,) = certificates(peers)
        (new,) = sso_keys.ready(stored(peers), now=timezone.now() + our_keys.LASTS + timedelta(days=1))
        assert new.certificate != old

    def test_another_organisation_presses_in_vain(self, cast: Cast, peers: Peers) -> None:
        row = saml_row(cast.karoo)
        client = cast.thandi.client()
        assert client.post(f"{PAGE}{row.public_id}/certificate/", {"deed": "make"}).status_code in {302, 404}
        with tenant(cast.karoo):
            row.refresh_from_db()
        assert row.our_keys == []


class TestSignedRequests:
    """Signed when the provider asks for it, or the administrator does."""

    def test_the_metadata_asks(self, cast: Cast, key: Key) -> None:
        peers = Peers(cast, key, idp=Idp(key, wants_signed=True))
        assert stored(peers).wants_signed_requests
        query = peer.check_signature(
            peers.idp, peers.ask(Client()), f"http://testserver/accounts/saml/{peers.id}/metadata/"
        )
        assert "Signature" in query
        assert published(peers).find("md:SPSSODescriptor", _NS).get("AuthnRequestsSigned") == "true"

    def test_the_administrator_asks(self, cast: Cast, key: Key) -> None:
        peers = Peers(cast, key, signs_requests=True)
        peer.check_signature(
            peers.idp, peers.ask(Client()), f"http://testserver/accounts/saml/{peers.id}/metadata/"
        )

    def test_nobody_asks(self, peers: Peers) -> None:
        assert "Signature" not in peers.ask(Client())

    def test_signs_with_the_new_one_after_changing_over_only(self, cast: Cast, key: Key) -> None:
        peers = Peers(cast, key, idp=Idp(key, wants_signed=True))
        known = f"http://testserver/accounts/saml/{peers.id}/metadata/"
        press(peers, "make")
        peer.check_signature(peers.idp, peers.ask(Client()), known)  # it knows the old one alone
        press(peers, "change_over")
        with pytest.raises(AssertionError):
            peer.check_signature(peers.idp, peers.ask(Client()), known)


class TestEncrypted:
    """Assertions encrypted for our key."""

    def answer(self, peers: Peers, client: Client, *, certificate: str, **how: Any) -> Any:
        document = peers.idp.response(peers.ask(client), WHO)
        signed = peers.idp.signed(document) if how.pop("is_signed", True) else document
        return peers.post(client, encrypt_assertion(signed, certificate, **how))

    def test_opens_what_is_encrypted_for_either_certificate(self, peers: Peers) -> None:
        press(peers, "make")
        for certificate in certificates(peers, "encryption"):
            client = Client()
            self.answer(peers, client, certificate=certificate)
            assert signed_in(client)

    def test_the_whole_answer_may_be_signed_around_it(self, client: Client, peers: Peers) -> None:
        document = peers.idp.response(peers.ask(client), WHO)
        (certificate,) = certificates(peers)
        peers.post(client, peers.idp.signed(encrypt_assertion(document, certificate), whole=True))
        assert signed_in(client)

    def test_refuses_an_unsigned_one(self, client: Client, peers: Peers) -> None:
        (certificate,) = certificates(peers)
        reply = self.answer(peers, client, certificate=certificate, is_signed=False)
        assert "it is not signed" in reply.content.decode()
        assert not signed_in(client)

    def test_refuses_one_for_somebody_else(self, client: Client, peers: Peers) -> None:
        reply = self.answer(peers, client, certificate=make_key().in_metadata)
        assert "it cannot be read" in reply.content.decode()
        assert not signed_in(client)

    def test_refuses_one_for_a_certificate_that_was_withdrawn(self, client: Client, peers: Peers) -> None:
        (old,) = certificates(peers)
        for deed in ("make", "change_over", "withdraw"):
            press(peers, deed)
        assert "it cannot be read" in self.answer(peers, client, certificate=old).content.decode()
        assert not signed_in(client)

    def test_refuses_the_old_way_of_sending_the_key(self, client: Client, peers: Peers) -> None:
        (certificate,) = certificates(peers)
        reply = self.answer(peers, client, certificate=certificate, transport=OLD)
        assert "too weak or unknown" in reply.content.decode()
        assert not signed_in(client)
