"""SAML 2.0 against a third-party identity provider (pysaml2, signed by signxml): what is taken, and every forgery refused."""

import base64
import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from lxml import etree

from accounts.models import Membership, SsoProvider, User
from accounts.tests.oidc_peer import leads_to
from accounts.tests.saml_pair import WHO, Peers
from accounts.tests.saml_peer import Key, assertion_of, make_key
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/o/umoja-foods/settings/sign-in/"
_NS = {"s": "urn:oasis:names:tc:SAML:2.0:assertion", "p": "urn:oasis:names:tc:SAML:2.0:protocol"}


@pytest.fixture(scope="module")
def key() -> Key:
    return make_key()


@pytest.fixture
def peers(cast: Cast, key: Key) -> Peers:
    return Peers(cast, key)


def signed_in_as(client: Client) -> str:
    pk = client.session.get("_auth_user_id")
    return str(User.objects.get(pk=pk).email) if pk else ""


def refused(client: Client, reply: Any, *words: str) -> None:
    page = reply.content.decode()
    assert reply.status_code in {400, 401, 403}, reply.status_code
    assert signed_in_as(client) == ""
    assert not SocialAccount.objects.exists()
    for word in words:
        assert word in page, page[page.find("<h1") :][:900]


def instant(change: timedelta) -> str:
    return (datetime.now(UTC) + change).strftime("%Y-%m-%dT%H:%M:%SZ")


class TestTaken:
    """Genuine answers."""

    @pytest.mark.parametrize("whole", [False, True], ids=["assertion signed", "answer signed"])
    def test_signs_in_with_role_of_the_group(self, client: Client, cast: Cast, key: Key, whole: bool) -> None:
        peers = Peers(cast, key, group_roles={"Finance": "manager"})
        document = peers.idp.response(peers.ask(client, next="/profile/"), WHO)
        reply = peers.post(client, peers.idp.signed(document, whole=whole))
        assert reply.headers["Location"] == "/profile/"
        assert signed_in_as(client) == "bongani@umoja.example"
        assert Membership.objects.get(user=cast.bongani.user).role == "manager"
        assert SocialAccount.objects.get().uid == "u-1"

    def test_relay_state_leads_nowhere(self, client: Client, peers: Peers) -> None:
        reply = peers.post(client, peers.good(client), RelayState="https://evil.example/")
        assert reply.headers["Location"] == "/home/"

    def test_the_new_certificate_works_beside_the_old_one(self, client: Client, cast: Cast, key: Key) -> None:
        new = make_key()
        peers = Peers(cast, key)
        with tenant(cast.umoja):
            SsoProvider.objects.update(certificates=[key.in_metadata, new.in_metadata])
        for signing in (key, new):
            browser = Client()
            document = peers.idp.response(peers.ask(browser), WHO)
            peers.post(browser, peers.idp.signed(document, key=signing))
            assert signed_in_as(browser) == "bongani@umoja.example"

    @pytest.mark.parametrize("ahead", [timedelta(minutes=4), timedelta(minutes=-4)])
    def test_clocks_may_differ_by_less_than_five_minutes(
        self, client: Client, peers: Peers, ahead: timedelta
    ) -> None:
        document = peers.idp.response(peers.ask(client), WHO)
        shift(document, ahead)
        peers.post(client, peers.idp.signed(document))
        assert signed_in_as(client) == "bongani@umoja.example"

    def test_a_test_says_what_came_and_signs_nobody_in(self, cast: Cast, peers: Peers) -> None:
        client = cast.thandi.client()
        address = leads_to(client.post(f"{PAGE}providers/{peers.row.public_id}/test/"))
        document = peers.idp.response(address, {"cellphone": ["0825550100"]})
        page = peers.post(client, peers.idp.signed(document)).content.decode()
        assert "Missing. We looked for “email”, “mail”" in page
        assert "“cellphone”" in page
        assert client.session["_auth_user_id"] == str(cast.thandi.user.pk)


class TestRefused:
    """What is not genuine, not meant for us, not now, or not asked for."""

    def test_the_same_assertion_twice(self, client: Client, peers: Peers) -> None:
        document = peers.good(client)
        peers.post(client, document)
        assert signed_in_as(client) == "bongani@umoja.example"
        SocialAccount.objects.all().delete()
        for browser in (Client(), Client()):
            peers.ask(browser)
            refused(browser, peers.post(browser, document), "it was used already")

    def test_an_answer_to_another_browsers_question(self, client: Client, peers: Peers) -> None:
        document = peers.good(Client())
        refused(client, peers.post(client, document), "was not started here")

    def test_an_unsigned_one(self, client: Client, peers: Peers) -> None:
        document = peers.idp.response(peers.ask(client), WHO)
        refused(client, peers.post(client, document), "it is not signed")

    def test_who_may_set_it_up_is_led_back_to_the_provider(self, cast: Cast, peers: Peers) -> None:
        back = f"/o/umoja-foods/settings/sign-in/providers/{peers.row.public_id}/"
        for person, is_led in ((cast.thandi, True), (cast.bongani, False)):
            client = person.client()
            document = peers.idp.response(peers.ask(client), WHO)
            html = peers.post(client, document).content.decode()
            assert "it is not signed" in html
            assert (back in html, "Back to signing in" in html) == (is_led, not is_led)

    def test_one_signed_with_another_key(self, client: Client, peers: Peers) -> None:
        document = peers.idp.response(peers.ask(client), WHO)
        forged = peers.idp.signed(document, key=make_key())
        refused(client, peers.post(client, forged), "does not fit the certificate")

    def test_a_word_changed_after_signing(self, client: Client, peers: Peers) -> None:
        document = peers.good(client)
        value = document.xpath("//s:Attribute[@FriendlyName='mail']/s:AttributeValue", namespaces=_NS)[0]
        value.text = "thandi@umoja.example"
        refused(client, peers.post(client, document), "does not fit the certificate")

    def test_for_another_application(self, client: Client, peers: Peers) -> None:
        reply = self.altered(client, peers, lambda d: text(d, "//s:Audience", "https://other.example/"))
        refused(client, reply, "another application")

    def test_without_audience(self, client: Client, peers: Peers) -> None:
        reply = self.altered(client, peers, lambda d: drop(d, "//s:AudienceRestriction"))
        refused(client, reply, "another application")

    def test_for_another_address(self, client: Client, peers: Peers) -> None:
        evil = "https://other.example/acs/"
        reply = self.altered(client, peers, lambda d: d.set("Destination", evil))
        refused(client, reply, "another address")
        for value in (evil, None, "http://testserver/"):
            browser = Client()
            reply = self.altered(browser, peers, lambda d, v=value: attribute(d, "Recipient", v))  # type: ignore[misc]
            refused(browser, reply)

    def test_of_another_issuer(self, client: Client, peers: Peers) -> None:
        reply = self.altered(client, peers, lambda d: text(d, "//s:Issuer", "https://other.example/"))
        refused(client, reply, "another provider")

    @pytest.mark.parametrize(
        "by", [timedelta(minutes=-11), timedelta(minutes=6)], ids=["too old", "too early"]
    )
    def test_not_now(self, client: Client, peers: Peers, by: timedelta) -> None:
        reply = self.altered(client, peers, lambda d: shift(d, by))
        refused(
            client, reply, "it has expired" if by < timedelta(0) else "clock is more than five minutes ahead"
        )

    def test_an_expired_certificate(self, client: Client, cast: Cast) -> None:
        peers = Peers(cast, make_key(ends=timedelta(days=-1)))
        refused(client, peers.post(client, peers.good(client)), "its certificate has expired")

    def test_nobody_asked(self, client: Client, peers: Peers) -> None:
        """Started at the provider, with an address of somebody else to go to afterwards."""

        def unasked(document: Any) -> None:
            del document.attrib["InResponseTo"]
            attribute(document, "InResponseTo", None)

        document = peers.idp.response(peers.ask(client), WHO)
        unasked(document)
        reply = peers.post(Client(), peers.idp.signed(document), RelayState="https://evil.example/")
        refused(client, reply, "not the answer to a sign-in that began here")
        assert b"evil.example" not in reply.content

    def test_the_answers_of_two_questions_mixed(self, client: Client, peers: Peers) -> None:
        one, other = peers.good(client), peers.good(client)
        one.set("InResponseTo", other.get("InResponseTo"))
        refused(client, peers.post(client, one))

    def test_a_comment_does_not_shorten_an_address(self, client: Client, peers: Peers) -> None:
        document = peers.idp.response(peers.ask(client), WHO)
        value = document.xpath("//s:Attribute[@FriendlyName='mail']/s:AttributeValue", namespaces=_NS)[0]
        value.text = "thandi@umoja.example"
        value.append(etree.Comment("x"))
        value[0].tail = ".evil.example"
        reply = peers.post(client, peers.idp.signed(document))
        assert signed_in_as(client) != "thandi@umoja.example"
        refused(client, reply, "umoja.example.evil.example")

    @pytest.mark.parametrize("posted", ["", "x", "PHg+", "!!!", "A" * 300_000])
    def test_nonsense(self, client: Client, peers: Peers, posted: str) -> None:
        taken = client.post(f"/accounts/saml/{peers.id}/acs/", {"SAMLResponse": posted})
        reply = client.get(taken.headers["Location"]) if taken.status_code == 302 else taken
        refused(client, reply)

    def test_entities(self, client: Client, peers: Peers) -> None:
        bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>'
        fields = {"SAMLResponse": base64.b64encode(bomb).decode()}
        taken = client.post(f"/accounts/saml/{peers.id}/acs/", fields)
        refused(client, client.get(taken.headers["Location"]))

    def altered(self, client: Client, peers: Peers, change: Callable[[Any], Any]) -> Any:
        """Something else than we need, genuinely signed: a wrong setting there, or an answer for somebody else."""
        document = peers.idp.response(peers.ask(client), WHO)
        change(document)
        return peers.post(client, peers.idp.signed(document))


class TestWrapped:
    """Signature wrapping: a genuine assertion somewhere in the answer, and another one to be read."""

    @pytest.mark.parametrize(
        "wrap",
        ["beside, first", "beside, last", "around", "inside its signature", "in extensions", "same id"],
    )
    def test_refuses_every_wrapping(self, client: Client, peers: Peers, wrap: str) -> None:
        document = peers.good(client)
        genuine = assertion_of(document)
        evil = self.evil(genuine)
        if wrap == "same id":
            evil.set("ID", genuine.get("ID"))
        place(document, genuine, evil, wrap)
        refused(client, peers.post(client, document))

    def test_the_forger_is_not_the_genuine_one(self, client: Client, peers: Peers) -> None:
        """The test's own check: unwrapped, the same document is taken."""
        peers.post(client, peers.good(client))
        assert signed_in_as(client) == "bongani@umoja.example"

    def evil(self, genuine: Any) -> Any:
        made = copy.deepcopy(genuine)
        made.set("ID", "_evil")
        for signature in made.xpath("./*[local-name()='Signature']"):
            made.remove(signature)
        for value in made.xpath(".//s:Attribute[@FriendlyName='mail']/s:AttributeValue", namespaces=_NS):
            value.text = "thandi@umoja.example"
        return made


def place(document: Any, genuine: Any, evil: Any, wrap: str) -> None:
    signature = genuine.xpath("./*[local-name()='Signature']")[0]
    if wrap in {"beside, first", "same id"}:
        genuine.addprevious(evil)
    elif wrap == "beside, last":
        genuine.addnext(evil)
    elif wrap == "around":
        document.replace(genuine, evil)
        evil.append(genuine)
    elif wrap == "inside its signature":
        document.replace(genuine, evil)
        evil.insert(1, signature)
        holder = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
        holder.append(genuine)
    else:
        extensions = etree.Element("{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
        document.replace(genuine, evil)
        extensions.append(genuine)
        document.insert(1, extensions)


def text(document: Any, path: str, value: str) -> None:
    for node in document.xpath(path, namespaces=_NS):
        node.text = value


def drop(document: Any, path: str) -> None:
    for node in document.xpath(path, namespaces=_NS):
        node.getparent().remove(node)


def attribute(document: Any, name: str, value: str | None) -> None:
    """Of the bearer's confirmation."""
    for node in document.xpath("//s:SubjectConfirmationData", namespaces=_NS):
        if value is None:
            node.attrib.pop(name, None)
        else:
            node.set(name, value)


def shift(document: Any, by: timedelta) -> None:
    """Every time in the answer, as a clock that is ahead (or behind) would have written it; it holds five minutes."""
    for node in document.xpath("//*[@NotBefore]"):
        node.set("NotBefore", instant(by))
    for node in document.xpath("//*[@NotOnOrAfter]"):
        node.set("NotOnOrAfter", instant(by + timedelta(minutes=5)))
