"""Single sign-on of an organisation, against a third-party OpenID Connect provider over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import Membership, SsoProvider, User
from accounts.sso import selectors
from accounts.tests import oidc_peer
from accounts.tests.oidc_peer import Provider
from accounts.tests.sso_rows import oidc_row, own
from notifications.models import Notification
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import PASSWORD, Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
START = "/accounts/sso/"
TEAM = "/o/umoja-foods/team/"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with oidc_peer.running() as provider:
        yield provider


@pytest.fixture
def umoja(cast: Cast) -> Cast:
    own(cast.umoja, "umoja.example")
    return cast


def signed_in_as(client: Client) -> str:
    key = client.session.get("_auth_user_id")
    return str(User.objects.get(pk=key).email) if key else ""


def by_address(client: Client, server: Provider, sub: str, email: str, **extra: Any) -> Any:
    return server.sign_in(client, client.post(START, {"email": email, **extra}), sub)


def require(cast: Cast) -> None:
    cast.umoja.requires_sso = True
    cast.umoja.save()


class TestSigningIn:
    """The address first, then the provider, then the team."""

    def test_the_address_leads_to_the_provider_and_the_person_joins(
        self, client: Client, server: Provider, umoja: Cast
    ) -> None:
        oidc_row(umoja.umoja, server, default_role="member")
        sub = server.person("lerato", email="Lerato@Umoja.example", name="Lerato Khumalo")
        reply = by_address(client, server, sub, "lerato@umoja.example", next=TEAM)
        assert reply.headers["Location"] == TEAM
        user = User.objects.get(email="lerato@umoja.example")
        assert (user.name, user.has_usable_password()) == ("Lerato Khumalo", False)
        assert Membership.objects.get(user=user, organisation=umoja.umoja).role == "member"
        assert EmailAddress.objects.get(user=user).verified
        assert client.get(TEAM).status_code == 200
        with tenant(umoja.umoja):
            assert AuditEntry.objects.filter(code="accounts.member.joined_by_sso").count() == 1
            assert OutboxEvent.objects.filter(name="accounts.MemberJoined").count() == 1

    def test_the_sign_in_page_hands_the_address_over_and_asks_when_there_is_none(
        self, client: Client, server: Provider, umoja: Cast
    ) -> None:
        oidc_row(umoja.umoja, server)
        assert f'formaction="{START}"' in client.get("/accounts/login/").content.decode()
        assert b"http-equiv" in client.post(START, {"login": "bongani@umoja.example", "password": ""}).content
        asked = client.post(START, {"login": "", "password": "", "next": TEAM}).content.decode()
        assert f'name="next" value="{TEAM}"' in asked
        assert "This field is required" not in asked

    def test_somebody_in_the_team_comes_in_with_their_own_account(
        self, client: Client, server: Provider, umoja: Cast
    ) -> None:
        oidc_row(umoja.umoja, server)
        sub = server.person("bongani", email="bongani@umoja.example")
        by_address(client, server, sub, "bongani@umoja.example")
        assert signed_in_as(client) == "bongani@umoja.example"
        assert Membership.objects.get(user=umoja.bongani.user).role == "member"
        assert SocialAccount.objects.get().user == umoja.bongani.user

    def test_they_are_known_again_when_the_address_changes_there(
        self, client: Client, server: Provider, umoja: Cast
    ) -> None:
        oidc_row(umoja.umoja, server)
        sub = server.person("bongani", email="bongani@umoja.example")
        by_address(Client(), server, sub, "bongani@umoja.example")
        server.person("bongani", email="b.dlamini@umoja.example")
        by_address(client, server, sub, "b.dlamini@umoja.example")
        assert signed_in_as(client) == "bongani@umoja.example"

    def test_a_button_press_on_the_sign_in_page_is_enough(
        self, client: Client, server: Provider, umoja: Cast
    ) -> None:
        row = oidc_row(umoja.umoja, server)
        address = f"{START}{_key(row)}/"
        assert b"http-equiv" not in client.get(address).content
        sub = server.person("bongani", email="bongani@umoja.example")
        server.sign_in(client, client.post(address), sub)
        assert signed_in_as(client) == "bongani@umoja.example"

    def test_with_two_providers_one_chooses(self, client: Client, server: Provider, umoja: Cast) -> None:
        rows = [oidc_row(umoja.umoja, server, name=name) for name in ("Head office", "Shops")]
        page = client.post(START, {"email": "bongani@umoja.example"}).content.decode()
        for row in rows:
            assert row.name in page
            assert f'action="{START}{_key(row)}/"' in page

    @pytest.mark.parametrize("email", ["somebody@elsewhere.example", "charlize@karoo.example"])
    def test_an_address_of_no_proven_domain_leads_nowhere(
        self, client: Client, server: Provider, umoja: Cast, email: str
    ) -> None:
        oidc_row(umoja.umoja, server)
        page = client.post(START, {"email": email})
        assert "has no single sign-on here" in page.content.decode()
        assert b"http-equiv" not in page.content

    def test_the_look_up_asks_few_queries_and_no_tenant(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        with assert_max_queries(2):
            route = selectors.route_for("x@umoja.example")
        assert route is not None

    @pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "/\\evil.example"])
    def test_next_never_leads_elsewhere(
        self, client: Client, server: Provider, umoja: Cast, place: str
    ) -> None:
        oidc_row(umoja.umoja, server)
        sub = server.person("bongani", email="bongani@umoja.example")
        assert (
            by_address(client, server, sub, "bongani@umoja.example", next=place).headers["Location"]
            == "/home/"
        )


class TestRefusals:
    """Whom a provider may not bring in."""

    def refused(self, server: Provider, cast: Cast, sub: str) -> str:
        client = Client()
        reply = by_address(client, server, sub, "bongani@umoja.example")
        assert reply.status_code in {403, 409}
        assert signed_in_as(client) == ""
        with tenant(cast.umoja):
            assert AuditEntry.objects.filter(code="accounts.sso.refused").exists()
        return str(reply.content.decode())

    def test_an_address_of_another_domain(self, server: Provider, umoja: Cast) -> None:
        """An administrator's own provider could claim anybody: it is believed about its own domain only."""
        oidc_row(umoja.umoja, server)
        sub = server.person("thief", email="charlize@karoo.example", email_verified=True)
        assert "has not proven that karoo.example is its domain" in self.refused(server, umoja, sub)
        assert not SocialAccount.objects.exists()

    def test_no_address(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        sub = server.person("nameless", name="Nameless")
        assert "did not send your e-mail address" in self.refused(server, umoja, sub)

    def test_an_address_that_the_provider_doubts(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        sub = server.person("doubted", email="bongani@umoja.example", email_verified=False)
        assert "is not confirmed" in self.refused(server, umoja, sub)

    def test_somebody_new_where_people_are_invited(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server, adds_members=False)
        sub = server.person("new", email="new@umoja.example")
        assert "people are added by invitation only" in self.refused(server, umoja, sub)
        assert not User.objects.filter(email="new@umoja.example").exists()

    def test_somebody_staff_has_closed_out(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        User.objects.filter(pk=umoja.bongani.user.pk).update(is_active=False)
        sub = server.person("bongani", email="bongani@umoja.example")
        assert "cannot be opened this way" in self.refused(server, umoja, sub)

    def test_our_own_staff(self, server: Provider, umoja: Cast) -> None:
        """A customer's provider must not open an account whose rights reach over all customers."""
        oidc_row(umoja.umoja, server)
        User.objects.filter(pk=umoja.bongani.user.pk).update(is_staff=True)
        sub = server.person("bongani", email="bongani@umoja.example")
        assert "cannot be opened this way" in self.refused(server, umoja, sub)

    def test_a_provider_that_is_switched_off(self, client: Client, server: Provider, umoja: Cast) -> None:
        row = oidc_row(umoja.umoja, server, is_enabled=False)
        sub = server.person("bongani", email="bongani@umoja.example")
        reply = server.sign_in(client, client.post(f"{START}{_key(row)}/"), sub)
        assert "not in use" in reply.content.decode()
        assert signed_in_as(client) == ""

    def test_who_no_longer_has_an_address_there(self, client: Client, server: Provider, umoja: Cast) -> None:
        """Somebody left with their account and took the work address off it: the old link no longer opens it."""
        oidc_row(umoja.umoja, server)
        sub = server.person("bongani", email="bongani@umoja.example")
        by_address(Client(), server, sub, "bongani@umoja.example")
        User.objects.filter(pk=umoja.bongani.user.pk).update(email="bongani@private.example")
        EmailAddress.objects.filter(user=umoja.bongani.user).update(email="bongani@private.example")
        assert "no longer has an address" in self.refused(server, umoja, sub)

    def test_a_provider_that_is_down(self, client: Client, umoja: Cast) -> None:
        oidc_row(umoja.umoja, Provider(url="http://localhost:1"))
        reply = client.post(START, {"email": "bongani@umoja.example"})
        assert reply.status_code == 503
        page = reply.content.decode()
        assert "Umoja Identity does not answer at the moment" in page
        assert "your password still opens your account" in page

    @pytest.mark.parametrize("key", ["sso-a-b", "sso-aaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaa", "google", "x"])
    def test_no_such_provider(self, client: Client, umoja: Cast, key: str) -> None:
        assert client.get(f"{START}{key}/").status_code == 404
        assert client.get(f"/accounts/oidc/{key}/login/callback/?code=1&state=2").status_code == 404

    def test_the_provider_of_one_organisation_under_the_name_of_another(
        self, client: Client, server: Provider, umoja: Cast
    ) -> None:
        row = oidc_row(umoja.umoja, server)
        assert client.get(f"{START}sso-{umoja.karoo.public_id}-{row.public_id}/").status_code == 404


class TestGroups:
    """Groups give roles, at every sign-in."""

    def role_after(self, server: Provider, cast: Cast, groups: Any) -> str:
        claims = {} if groups is None else {"groups": groups}
        sub = server.person("bongani", email="bongani@umoja.example", **claims)
        by_address(Client(), server, sub, "bongani@umoja.example")
        return Membership.objects.get(user=cast.bongani.user).role

    def test_the_highest_role_counts_and_losing_the_group_loses_it(
        self, server: Provider, umoja: Cast
    ) -> None:
        roles = {"Bosses": "administrator", "Finance": "manager"}
        oidc_row(umoja.umoja, server, group_roles=roles, default_role="viewer")
        assert self.role_after(server, umoja, ["Finance", "Bosses", "Chess"]) == "administrator"
        assert self.role_after(server, umoja, ["Finance"]) == "manager"
        assert self.role_after(server, umoja, "Finance") == "manager", "one group alone comes as a text"
        assert self.role_after(server, umoja, []) == "viewer"
        with tenant(umoja.umoja):
            assert AuditEntry.objects.filter(code="accounts.member.role_changed_by_sso").count() == 3

    def test_without_groups_in_the_answer_nothing_changes(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server, group_roles={"Finance": "manager"})
        assert self.role_after(server, umoja, None) == "member"

    def test_the_owner_stays_owner(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server, group_roles={"Finance": "manager"})
        sub = server.person("thandi", email="thandi@umoja.example", groups=["Finance"])
        by_address(Client(), server, sub, "thandi@umoja.example")
        assert Membership.objects.get(user=umoja.thandi.user).role == "owner"


class TestTheOnlyWayIn:
    """Enforcement, and the owner's password when the provider is down."""

    def sign_in(self, email: str) -> tuple[Client, Any]:
        client = Client()
        return client, client.post("/accounts/login/", {"login": email, "password": PASSWORD})

    def test_a_password_leads_to_the_provider_instead(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        require(umoja)
        client, reply = self.sign_in("bongani@umoja.example")
        assert reply.status_code == 403
        assert "Sign in with Umoja Identity" in reply.content.decode()
        assert signed_in_as(client) == ""

    def test_through_the_provider_one_gets_in(self, client: Client, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        require(umoja)
        sub = server.person("bongani", email="bongani@umoja.example")
        by_address(client, server, sub, "bongani@umoja.example")
        assert client.get(TEAM).status_code == 200

    def test_a_session_of_another_way_does_not_open_the_organisation(
        self, server: Provider, umoja: Cast
    ) -> None:
        oidc_row(umoja.umoja, server)
        require(umoja)
        client = umoja.bongani.client()
        page = client.get(TEAM)
        assert page.status_code == 403
        assert "opened through single sign-on only" in page.content.decode()
        api = client.get("/api/v1/o/umoja-foods/members/")
        assert api.status_code == 403
        assert api.json()["code"] == "accounts.sso.required"

    def test_the_owner_gets_in_with_a_password_and_everybody_in_charge_is_told(self, umoja: Cast) -> None:
        oidc_row(umoja.umoja, Provider(url="http://localhost:1"))
        require(umoja)
        administrator = umoja.hire("administrator")
        client, reply = self.sign_in("thandi@umoja.example")
        assert reply.status_code == 302
        assert client.get(TEAM).status_code == 200
        with tenant(umoja.umoja):
            assert AuditEntry.objects.filter(code="accounts.sso.break_glass_used").count() == 1
        told = Notification.objects.filter(kind="accounts.sso_break_glass").values_list("user_id", flat=True)
        assert set(told) == {umoja.thandi.user.pk, administrator.user.pk}

    def test_other_organisations_of_the_person_stay_open(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        require(umoja)
        umoja.karoo.memberships.create(user=umoja.bongani.user, role="viewer")
        assert umoja.bongani.client().get("/o/karoo-cycles/team/").status_code == 200

    def test_the_provider_of_another_organisation_does_not_do(
        self, client: Client, server: Provider, umoja: Cast
    ) -> None:
        own(umoja.karoo, "karoo.example")
        oidc_row(umoja.umoja, server)
        oidc_row(umoja.karoo, server)
        require(umoja)
        umoja.umoja.memberships.create(user=umoja.charlize.user, role="administrator")
        sub = server.person("charlize", email="charlize@karoo.example")
        by_address(client, server, sub, "charlize@karoo.example")
        assert client.get("/o/karoo-cycles/team/").status_code == 200
        assert client.get(TEAM).status_code == 403


def _key(row: SsoProvider) -> str:
    with tenant(row.organisation):
        return selectors.id_of(row)
