"""Setting single sign-on up on its page: providers, the test that says what is wrong, the switch, the only way in."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import Organisation, SsoProvider
from accounts.tests import oidc_peer
from accounts.tests.oidc_peer import Provider, leads_to
from accounts.tests.sso_rows import oidc_row, own
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/o/umoja-foods/settings/sign-in/"
SECRET = "s3cret-of-the-client-0815"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with oidc_peer.running() as provider:
        yield provider


def filled(server: Provider, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Umoja Identity",
        "discovery_url": server.url,
        "client_id": "synthai-client",
        "client_secret": SECRET,
        "adds_members": "on",
        "default_role": "viewer",
        "group_roles": "Finance = manager\n\nBosses of the shop = Administrator\n",
        **changes,
    }


def rows(cast: Cast) -> list[SsoProvider]:
    with tenant(cast.umoja):
        return list(SsoProvider.objects.order_by("pk"))


def audited(cast: Cast) -> list[str]:
    with tenant(cast.umoja):
        found = AuditEntry.objects.filter(code__startswith="accounts.sso.").order_by("pk")
        return list(found.values_list("code", flat=True))


class TestSettingUp:
    """OpenID Connect by discovery."""

    def test_an_administrator_sets_one_up(self, server: Provider, cast: Cast) -> None:
        client = cast.hire("administrator").client()
        reply = client.post(f"{PAGE}add/oidc/", filled(server))
        (row,) = rows(cast)
        assert reply.headers["Location"] == f"{PAGE}providers/{row.public_id}/"
        assert row.discovery_url == server.discovery_url, "the issuer was completed"
        assert row.group_roles == {"Finance": "manager", "Bosses of the shop": "administrator"}
        assert (row.is_enabled, row.tested_at) == (False, None)
        page = client.get(reply.headers["Location"]).content.decode()
        assert (
            f"http://testserver/accounts/oidc/sso-{cast.umoja.public_id}-{row.public_id}/login/callback/"
            in page
        )
        assert audited(cast) == ["accounts.sso.provider_added"]
        with tenant(cast.umoja):
            assert OutboxEvent.objects.filter(name="accounts.SsoChanged").count() == 1

    def test_the_secret_is_stored_sealed_and_never_shown(self, server: Provider, cast: Cast) -> None:
        client = cast.thandi.client()
        place = client.post(f"{PAGE}add/oidc/", filled(server)).headers["Location"]
        (row,) = rows(cast)
        assert SECRET not in row.sealed_secret
        assert SECRET not in client.get(place).content.decode()
        before = row.sealed_secret
        client.post(place, filled(server, client_secret="", name="Another name"))
        assert rows(cast)[0].sealed_secret == before, "empty keeps it"
        client.post(place, filled(server, client_secret="a-new-one"))
        assert rows(cast)[0].sealed_secret != before
        with tenant(cast.umoja):
            kept = str(list(AuditEntry.objects.values_list("changes", flat=True)))
        assert "a-new-one" not in kept
        assert SECRET not in kept

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"discovery_url": "http://localhost:1"}, "Nothing answers at this address."),
            ({"discovery_url": "not an address"}, "Enter a valid URL."),
            ({"client_secret": ""}, "This field is required."),
            ({"group_roles": "Finance"}, "Line 1 is not “group = role”: Finance"),
            ({"group_roles": "Finance = manager\nBosses = owner"}, "Line 2: “owner” is no role."),
            ({"default_role": "owner"}, "Select a valid choice."),
        ],
    )
    def test_bad_input_gets_a_sentence(
        self, server: Provider, cast: Cast, changes: dict[str, str], sentence: str
    ) -> None:
        reply = cast.thandi.client().post(f"{PAGE}add/oidc/", filled(server, **changes))
        assert sentence in reply.content.decode()
        assert rows(cast) == []

    def test_an_address_of_a_private_network_is_refused_in_production(
        self, server: Provider, cast: Cast, settings: Any
    ) -> None:
        settings.OUTBOUND_PRIVATE_ADDRESSES = False
        https = server.url.replace("http://", "https://")
        for url, why in ((server.url, "must begin with https://"), (https, "leads into a private network")):
            page = cast.thandi.client().post(f"{PAGE}add/oidc/", filled(server, discovery_url=url))
            assert why in page.content.decode()
        assert rows(cast) == []

    def test_names_are_told_apart(self, server: Provider, cast: Cast) -> None:
        client = cast.thandi.client()
        client.post(f"{PAGE}add/oidc/", filled(server))
        reply = client.post(f"{PAGE}add/oidc/", filled(server))
        assert "already. Choose another name." in reply.content.decode()
        assert len(rows(cast)) == 1

    def test_another_organisations_provider_is_not_found(self, server: Provider, cast: Cast) -> None:
        row = oidc_row(cast.umoja, server)
        theirs = f"/o/karoo-cycles/settings/sign-in/providers/{row.public_id}/"
        client = cast.charlize.client()
        assert client.get(theirs).status_code == 404
        client.post(f"{theirs}remove/")
        assert len(rows(cast)) == 1


class TestSelfTest:
    """A real sign-in that signs nobody in."""

    def report(self, server: Provider, cast: Cast, sub: str, **fields: Any) -> str:
        row = oidc_row(cast.umoja, server, is_enabled=False, tested_at=None, **fields)
        client = cast.thandi.client()
        reply = server.sign_in(client, client.post(f"{PAGE}providers/{row.public_id}/test/"), sub)
        assert reply.status_code == 200
        assert client.session["_auth_user_id"] == str(cast.thandi.user.pk)
        assert not SocialAccount.objects.exists()
        return str(reply.content.decode())

    def test_all_is_right(self, server: Provider, cast: Cast) -> None:
        own(cast.umoja, "umoja.example")
        sub = server.person("t1", email="t@umoja.example", name="Thandi", groups=["Finance"])
        page = self.report(server, cast, sub, group_roles={"Finance": "manager"})
        assert "umoja.example is proven to be yours." in page
        assert "Groups: Finance. Role: Manager." in page
        assert rows(cast)[0].tested_at is not None
        assert audited(cast) == ["accounts.sso.provider_tested"]
        with tenant(cast.umoja):
            entry = AuditEntry.objects.get(code="accounts.sso.provider_tested")
        assert (entry.actor_kind, entry.actor_label) == ("person", cast.thandi.user.label)

    def test_it_says_which_attribute_is_missing_and_what_came_instead(
        self, server: Provider, cast: Cast
    ) -> None:
        sub = server.person("t2", mail="t@umoja.example")
        page = self.report(server, cast, sub, group_roles={"Finance": "manager"})
        assert "Missing. We looked for “email”; the provider sent" in page
        assert "“mail”" in page
        assert "No e-mail address came, so there is no domain to look at." in page
        assert "is not proven to be yours" not in page
        assert "We looked for “groups”, “roles”" in page
        assert rows(cast)[0].tested_at is None

    def test_naming_the_attribute_mends_it(self, server: Provider, cast: Cast) -> None:
        own(cast.umoja, "umoja.example")
        sub = server.person("t3", mail="t@umoja.example")
        self.report(server, cast, sub, email_attribute="mail")
        assert rows(cast)[0].tested_at is not None

    def test_it_says_that_the_domain_is_not_proven(self, server: Provider, cast: Cast) -> None:
        sub = server.person("t4", email="t@elsewhere.example")
        page = self.report(server, cast, sub)
        assert "elsewhere.example is not proven to be yours" in page
        assert rows(cast)[0].tested_at is None

    def test_a_failed_test_says_why_to_the_administrator_only(self, server: Provider, cast: Cast) -> None:
        own(cast.umoja, "umoja.example")
        row = oidc_row(cast.umoja, server)
        sub = server.person("t5", email="t@umoja.example")

        def back_with_another_nonce(client: Client, page: Any) -> str:
            address = leads_to(page).replace("nonce=", "nonce=x")
            answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
            place = answer.headers["Location"].removeprefix("http://testserver")
            return client.get(place).content.decode()

        client = cast.thandi.client()
        tested = back_with_another_nonce(client, client.post(f"{PAGE}providers/{row.public_id}/test/"))
        assert "did not complete the test: the nonce is not ours" in tested
        assert f'href="{PAGE}providers/{row.public_id}/"' in tested
        assert "Back to signing in" not in tested
        somebody = Client()
        page = somebody.post("/accounts/sso/", {"email": "t@umoja.example"})
        assert "the nonce is not ours" not in back_with_another_nonce(somebody, page)

    def test_the_providers_own_reason_is_shown_escaped(self, server: Provider, cast: Cast) -> None:
        row = oidc_row(cast.umoja, server)
        client = cast.thandi.client()
        page = client.post(f"{PAGE}providers/{row.public_id}/test/")
        state = parse_qs(urlsplit(leads_to(page)).query)["state"][0]
        callback = f"/accounts/oidc/sso-{cast.umoja.public_id}-{row.public_id}/login/callback/"
        error = "error=unauthorized_client&error_description=%3Cb%3Eno"
        reply = client.get(f"{callback}?{error}&state={state}").content.decode()
        assert "unauthorized_client: &lt;b&gt;no" in reply


class TestSwitches:
    """In use, and the only way in."""

    def switch(self, client: Client, row: SsoProvider, *, on: bool) -> str:
        place = f"{PAGE}providers/{row.public_id}/switch/"
        return client.post(place, {"is_enabled": "1" if on else "0"}, follow=True).content.decode()

    def test_only_what_was_tested_is_switched_on(self, server: Provider, cast: Cast) -> None:
        row = oidc_row(cast.umoja, server, is_enabled=False, tested_at=None)
        assert "Run the test of “Umoja Identity” first" in self.switch(cast.thandi.client(), row, on=True)
        assert not rows(cast)[0].is_enabled

    def test_another_client_asks_for_another_test(self, server: Provider, cast: Cast) -> None:
        row = oidc_row(cast.umoja, server)
        place = f"{PAGE}providers/{row.public_id}/"
        cast.thandi.client().post(place, filled(server, client_id="another"))
        assert rows(cast)[0].tested_at is None

    def test_the_only_way_in_needs_a_way_in(self, server: Provider, cast: Cast) -> None:
        client = cast.thandi.client()
        oidc_row(cast.umoja, server)
        refused = client.post(f"{PAGE}requirement/", {"is_required": "1"}, follow=True)
        assert "it needs a tested provider in use and a proven e-mail domain" in refused.content.decode()
        own(cast.umoja, "umoja.example")
        client.post(f"{PAGE}requirement/", {"is_required": "1"})
        assert Organisation.objects.get(pk=cast.umoja.pk).requires_sso
        assert audited(cast) == ["accounts.sso.requirement_changed"]

    def test_the_last_door_stays_open(self, server: Provider, cast: Cast) -> None:
        own(cast.umoja, "umoja.example")
        row = oidc_row(cast.umoja, server)
        client = cast.thandi.client()
        client.post(f"{PAGE}requirement/", {"is_required": "1"})
        assert "the last provider in use" in self.switch(client, row, on=False)
        gone = client.post(f"{PAGE}providers/{row.public_id}/remove/", follow=True)
        assert "the last provider in use" in gone.content.decode()
        assert rows(cast)[0].is_enabled
        client.post(f"{PAGE}requirement/", {"is_required": "0"})
        self.switch(client, row, on=False)
        assert not rows(cast)[0].is_enabled

    def test_the_page_names_who_would_be_shut_out(self, server: Provider, cast: Cast) -> None:
        own(cast.umoja, "umoja.example")
        cast.umoja.memberships.create(user=cast.charlize.user, role="viewer")
        page = cast.thandi.client().get(PAGE).content.decode()
        assert "1 person of your team has an address outside your domains" in page
        assert "charlize@karoo.example" in page

    def test_removing_a_provider_removes_its_links_and_keeps_the_people(
        self, server: Provider, cast: Cast
    ) -> None:
        own(cast.umoja, "umoja.example")
        row = oidc_row(cast.umoja, server)
        sub = server.person("bongani", email="bongani@umoja.example")
        client = Client()
        server.sign_in(client, client.post("/accounts/sso/", {"email": "bongani@umoja.example"}), sub)
        assert SocialAccount.objects.count() == 1
        cast.thandi.client().post(f"{PAGE}providers/{row.public_id}/remove/")
        assert not SocialAccount.objects.exists()
        assert cast.umoja.memberships.filter(user=cast.bongani.user).exists()
        assert rows(cast) == []
