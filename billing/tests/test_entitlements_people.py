"""Seats, keys and single sign-on as the plan has them: somebody new is refused, whoever is in stays."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import counting, invitation_links
from accounts.models import Invitation, Membership, ProvenDomain, SsoProvider
from accounts.services import acceptance, api_keys, invitations, memberships, sso_admission, sso_providers
from accounts.services.seats import NoSeat
from accounts.sso.identity import Identity
from accounts.tests.sso_rows import oidc_row
from billing.models import Plan, PlanValue
from billing.services import grants
from billing.tests.factories import Shop
from synthai.core import entitlements
from synthai.core.entitlements import LimitReached, NotInPlan
from synthai.core.error_pages import domain_error
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import PASSWORD, Cast, build_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def full(cast: Cast) -> Shop:
    """Umoja Foods on the free plan: two seats, taken by Thandi and Bongani."""
    return Shop(cast, now=timezone.now())


def seats(count: int | None) -> None:
    """The free plan has so many seats from now on."""
    PlanValue.objects.update_or_create(
        plan=Plan.objects.get(code="free"), feature="accounts.seats", defaults={"value": count}
    )
    grants.catalogue_changed()


def invite(cast: Cast, email: str) -> Invitation:
    with tenant(cast.umoja):
        return invitations.send(email, role="member", by=cast.thandi.actor, now=timezone.now())


def change(invitation: Invitation, **fields: Any) -> None:
    with tenant(invitation.organisation_id or 0):
        Invitation.objects.filter(pk=invitation.pk).update(**fields)


class TestSeats:
    def test_without_plans_on_sale_nothing_is_limited(self, cast: Cast) -> None:
        for number in range(5):
            invite(cast, f"person-{number}@example.co.za")
        with tenant(cast.umoja):
            assert counting.seats_used(cast.umoja.pk, at=timezone.now()) == 7

    def test_an_invitation_needs_a_free_seat(self, cast: Cast, full: Shop) -> None:
        with pytest.raises(
            LimitReached,
            match=r"\(Free\) has a limit of 2 for “Team members”\. In use: 2\. There is no room for 1",
        ):
            invite(cast, "lerato@example.co.za")
        seats(3)
        invite(cast, "lerato@example.co.za")
        with pytest.raises(LimitReached, match="In use: 3"):
            invite(cast, "sipho@example.co.za")

    def test_a_withdrawn_or_expired_invitation_frees_its_seat_until_it_wants_it_back(
        self, cast: Cast, full: Shop
    ) -> None:
        seats(3)
        now = timezone.now()
        first = invite(cast, "lerato@example.co.za")
        with tenant(cast.umoja):
            invitations.revoke(first.public_id, by=cast.thandi.actor, now=now)
        second = invite(cast, "sipho@example.co.za")
        with tenant(cast.umoja), pytest.raises(LimitReached):
            invitations.reopen(first.public_id, by=cast.thandi.actor, now=now)
        change(second, expires_at=now - timedelta(days=1), sent_at=now - timedelta(days=8))
        with tenant(cast.umoja):
            assert invitations.reopen(first.public_id, by=cast.thandi.actor, now=now).status == "pending"
        with tenant(cast.umoja), pytest.raises(LimitReached):
            invitations.send_again(second.public_id, by=cast.thandi.actor, now=now)

    def test_who_was_invited_has_a_seat_but_not_after_the_plan_shrank(self, cast: Cast, full: Shop) -> None:
        seats(3)
        token = invitation_links.token_of(invite(cast, "lerato@example.co.za"), cast.umoja)
        seats(2)
        with pytest.raises(NoSeat, match="All seats of Umoja Foods are taken.* Ask the owner"):
            acceptance.accept_as_new(token, name="Lerato", password=PASSWORD, now=timezone.now())
        page = Client().post(f"/invitations/{token}/", {"name": "Lerato", "password": PASSWORD})
        assert page.status_code == 402
        assert "There is no free seat for you" in page.content.decode()
        assert Membership.objects.filter(organisation=cast.umoja).count() == 2
        seats(3)
        acceptance.accept_as_new(token, name="Lerato", password=PASSWORD, now=timezone.now())
        assert Membership.objects.filter(organisation=cast.umoja).count() == 3

    def test_a_removed_member_comes_back_only_to_a_free_seat(self, cast: Cast, full: Shop) -> None:
        def back() -> Membership:
            with tenant(cast.umoja):
                return memberships.restore(
                    cast.bongani.user.public_id, role="member", by=cast.thandi.actor, now=timezone.now()
                )

        with tenant(cast.umoja):
            memberships.remove(cast.bongani.membership.public_id, by=cast.thandi.actor)
        seats(1)
        with pytest.raises(LimitReached):
            back()
        seats(2)
        assert back().user_id == cast.bongani.user.pk
        seats(1)
        assert back().role == "member"  # is in: asked of nobody

    def test_single_sign_on_brings_in_nobody_without_a_seat_and_all_who_are_in(
        self, cast: Cast, full: Shop
    ) -> None:
        now = timezone.now()
        ProvenDomain.objects.create(domain="umoja.example", organisation=cast.umoja, proven_at=now)
        with tenant(cast.umoja):
            provider = SsoProvider.objects.create(
                organisation=cast.umoja, protocol="saml", name="Entra", is_enabled=True, tested_at=now
            )

        def arrive(email: str) -> Any:
            who = Identity(
                subject=email,
                email=email,
                name="",
                groups=(),
                has_groups=False,
                is_email_doubted=False,
                sent=(),
            )
            return sso_admission.admit(provider, who, now=now, ip=None, request_id=None)

        assert arrive("bongani@umoja.example") == cast.bongani.user
        with pytest.raises(NoSeat):
            arrive("lerato@umoja.example")
        seats(3)
        invite(cast, "lerato@umoja.example")
        assert arrive("lerato@umoja.example").email == "lerato@umoja.example"  # in the seat of the invitation
        with tenant(cast.umoja):
            assert counting.seats_used(cast.umoja.pk, at=now) == 3


def make_key(cast: Cast) -> Any:
    now = timezone.now()
    scopes, expires = ["pricing.product.view"], now + timedelta(days=30)
    with tenant(cast.umoja):
        return api_keys.create(
            name="Till", scopes=scopes, expires_at=expires, addresses=[], by=cast.thandi.actor, now=now
        )


def add_provider(cast: Cast, name: str) -> Any:
    with tenant(cast.umoja):
        return sso_providers.create(
            protocol="oidc", details={"name": name}, by=cast.thandi.actor, now=timezone.now()
        )


class TestKeysAndSignOn:
    def test_keys_are_not_in_the_free_plan_and_few_in_the_next(self, cast: Cast, full: Shop) -> None:
        with pytest.raises(NotInPlan, match="“API keys” is not part of your plan"):
            make_key(cast)
        full.subscribe("starter")
        grants.changed(cast.umoja.pk)
        made = make_key(cast)
        with pytest.raises(LimitReached, match="a limit of 1 for “API keys”"):
            make_key(cast)
        with tenant(cast.umoja):
            api_keys.revoke(made.key.public_id, by=cast.thandi.actor, now=timezone.now())
        make_key(cast)

    def test_a_new_provider_needs_the_plan_and_an_old_one_does_not(self, cast: Cast, full: Shop) -> None:
        with pytest.raises(NotInPlan, match="Single sign-on"):
            add_provider(cast, "Entra")
        full.subscribe("growth")
        grants.changed(cast.umoja.pk)
        made = add_provider(cast, "Entra")
        PlanValue.objects.filter(feature="accounts.single_sign_on").update(value=False)
        grants.catalogue_changed()
        with tenant(cast.umoja):
            changed = sso_providers.change(made.public_id, details={"name": "Entra ID"}, by=cast.thandi.actor)
        assert changed.name == "Entra ID"
        with pytest.raises(NotInPlan):
            add_provider(cast, "Okta")


class TestPages:
    def test_a_refused_form_leads_to_a_page_with_the_way_to_more(self, cast: Cast, full: Shop) -> None:
        form = {"email": "lerato@example.co.za", "role": "member"}
        reply = cast.thandi.client().post("/o/umoja-foods/team/invite/", form)
        text = reply.content.decode()
        assert reply.status_code == 402
        assert "In use: 2." in text
        assert "See plans and limits" in text
        assert 'href="/o/umoja-foods/billing/' in text

    @pytest.mark.parametrize("page", ["accounts:key-create", "accounts:sso-provider-add"])
    def test_a_form_that_would_be_refused_is_not_shown(self, cast: Cast, full: Shop, page: str) -> None:
        more = ["oidc"] if page.endswith("add") else []
        reply = cast.thandi.client().get(reverse(page, args=["umoja-foods", *more]))
        text = reply.content.decode()
        assert reply.status_code == 402
        assert "is not part of your plan (Free)" in text
        assert "See plans and limits" in text

    def test_single_sign_on_says_on_its_page_that_the_plan_has_none_and_leads_on(
        self, cast: Cast, full: Shop
    ) -> None:
        url, client = reverse("accounts:sso", args=["umoja-foods"]), cast.thandi.client()
        text = client.get(url).content.decode()
        assert "Not part of your plan (Free)" in text
        assert "See plans and limits" in text
        assert 'href="/o/umoja-foods/billing/' in text
        assert "Add OpenID Connect" not in text
        assert "The only way in" not in text
        oidc_row(cast.umoja, SimpleNamespace(discovery_url="https://id.example/.well-known"))  # type: ignore[arg-type]
        text = client.get(url).content.decode()
        assert "Umoja Identity" in text
        assert "What is set up below goes on working" in text
        assert "The only way in" in text
        full.subscribe("growth")
        grants.changed(cast.umoja.pk)
        text = client.get(url).content.decode()
        assert "Not part of your plan" not in text
        assert "Add OpenID Connect" in text

    def test_who_may_not_choose_a_plan_is_sent_to_the_owner(self, cast: Cast, full: Shop) -> None:
        member = cast.hire("member")
        with tenant(cast.umoja), pytest.raises(LimitReached) as refusal:
            entitlements.room_for(cast.umoja.pk, "accounts.seats")
        made: Any = RequestFactory().post("/o/umoja-foods/team/invite/")
        made.actor, made.organisation, made.user = member.actor, cast.umoja, member.user
        text = domain_error(made, refusal.value).content.decode()
        assert "Ask the owner of your organisation" in text
        assert "See plans and limits" not in text

    def test_the_api_names_feature_numbers_and_the_way_to_more(self, cast: Cast, full: Shop) -> None:
        reply = cast.thandi.client().post(
            "/api/v1/o/umoja-foods/invitations/",
            {"email": "lerato@example.co.za", "role": "member"},
            content_type="application/json",
        )
        body = reply.json()
        assert (reply.status_code, body["code"]) == (402, "core.plan.limit_reached")
        assert (body["feature"], body["limit"], body["used"], body["adding"]) == (
            "accounts.seats",
            "2",
            "2",
            "1",
        )
        assert body["upgrade"].startswith("/o/umoja-foods/billing/")
        help_page = Client().get(body["type"])
        assert "Choose a larger plan" in help_page.content.decode()
