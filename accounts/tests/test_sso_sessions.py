"""Whoever came through a provider or by a domain is signed out when it goes, and nobody else."""

from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import SsoDomain, SsoProvider
from accounts.services import erasure, sso_sessions
from accounts.sso import selectors
from accounts.tests.sso_rows import own, saml_row
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
PAGE = "/o/umoja-foods/settings/sign-in/"


@pytest.fixture
def provider(cast: Cast) -> SsoProvider:
    own(cast.umoja, "umoja.example")
    return row(cast, "Head office")


def row(cast: Cast, name: str) -> SsoProvider:
    return saml_row(cast.umoja, name=name, entity_id=f"https://{name[:4].lower()}.example/")


def came_through(provider: SsoProvider, person: Person) -> Client:
    """A browser as the provider's sign-in leaves it: with its record, in the list of devices, linked."""
    client = person.client()
    session, provider_id = client.session, selectors.id_of(provider)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "socialaccount", "provider": provider_id, "uid": person.user.public_id}
    ]
    session["account_authentication_methods_user"] = str(person.user.pk)
    session.save()
    UserSession.objects.get_or_create(
        session_key=session.session_key, defaults={"user": person.user, "ip": "192.0.2.7"}
    )
    SocialAccount.objects.get_or_create(
        provider=provider_id, uid=person.user.public_id, defaults={"user": person.user}
    )
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def told(cast: Cast) -> list[dict[str, Any]]:
    with tenant(cast.umoja):
        return [entry.changes for entry in AuditEntry.objects.filter(code="accounts.sso.sessions_ended")]


def switch_off(client: Client, provider: SsoProvider) -> Any:
    return client.post(f"{PAGE}providers/{provider.public_id}/switch/", {"is_enabled": "0"})


class TestProvider:
    def test_switching_off_signs_out_who_came_through_it(self, cast: Cast, provider: SsoProvider) -> None:
        other = row(cast, "Shops")
        owner, paula = cast.thandi.client(), cast.hire("manager")
        phone, laptop = came_through(provider, cast.bongani), came_through(provider, cast.bongani)
        by_password, by_other = cast.bongani.client(), came_through(other, paula)
        page = owner.get(f"{PAGE}providers/{provider.public_id}/").content.decode()
        assert page.count("1 person who came in through it will be signed out") == 2
        switch_off(owner, provider)
        assert not is_signed_in(phone)
        assert not is_signed_in(laptop)
        assert is_signed_in(by_password)
        assert is_signed_in(by_other)
        assert is_signed_in(owner)
        assert told(cast) == [{"people": [1, 0], "browsers": [2, 0]}]

    def test_removing_it_too_also_of_who_is_no_longer_in_the_team(
        self, cast: Cast, provider: SsoProvider
    ) -> None:
        gone, owner = came_through(provider, cast.bongani), cast.thandi.client()
        owner.post(f"/o/umoja-foods/team/members/{cast.bongani.membership.public_id}/remove/")
        owner.post(f"{PAGE}providers/{provider.public_id}/remove/")
        assert not is_signed_in(gone)
        assert not SocialAccount.objects.exists()
        assert len(told(cast)) == 1

    def test_who_does_it_stays_signed_in_here_and_nowhere_else(
        self, cast: Cast, provider: SsoProvider
    ) -> None:
        paula = cast.hire("administrator")
        here, elsewhere = came_through(provider, paula), came_through(provider, paula)
        assert switch_off(here, provider).status_code == 302
        assert is_signed_in(here)
        assert not is_signed_in(elsewhere)

    def test_the_only_way_in_is_not_closed_and_nobody_is_signed_out(
        self, cast: Cast, provider: SsoProvider
    ) -> None:
        cast.umoja.requires_sso = True
        cast.umoja.save()
        client = came_through(provider, cast.bongani)
        switch_off(cast.thandi.client(), provider)
        assert is_signed_in(client)
        assert told(cast) == []

    def test_switching_on_signs_nobody_out(self, cast: Cast, provider: SsoProvider) -> None:
        client = came_through(provider, cast.bongani)
        with tenant(cast.umoja):
            SsoProvider.objects.filter(pk=provider.pk).update(is_enabled=False)
        cast.thandi.client().post(f"{PAGE}providers/{provider.public_id}/switch/", {"is_enabled": "1"})
        assert is_signed_in(client)

    def test_counting_asks_as_many_queries_for_many(self, cast: Cast, provider: SsoProvider) -> None:
        for number in range(6):
            came_through(provider, cast.hire("member", name=f"Member{number}"))
        with assert_max_queries(3):
            assert sso_sessions.people_by(provider) == 6
        with assert_max_queries(5):
            assert sso_sessions.people_by_domain(cast.umoja) == {"umoja.example": 6}

    def test_of_another_organisation_is_nobody_elses(self, cast: Cast, provider: SsoProvider) -> None:
        theirs = came_through(saml_row(cast.karoo, name="Karoo"), cast.charlize)
        switch_off(cast.thandi.client(), provider)
        assert is_signed_in(theirs)


class TestDomain:
    def test_taking_it_back_signs_out_who_has_no_other(self, cast: Cast, provider: SsoProvider) -> None:
        own(cast.umoja, "shops.example")
        with tenant(cast.umoja):
            claim = SsoDomain.objects.create(domain="umoja.example", token="0" * 32)
            SsoDomain.objects.create(domain="shops.example", token="1" * 32)
        paula = cast.hire("manager")
        paula.user.emailaddress_set.create(email="paula@shops.example", verified=True)
        ends, stays = came_through(provider, cast.bongani), came_through(provider, paula)
        owner = cast.thandi.client()
        page = owner.get(PAGE).content.decode()
        assert page.count("Removing it signs 1 person out.") == 1
        owner.post(f"{PAGE}domains/{claim.public_id}/remove/")
        assert not is_signed_in(ends)
        assert is_signed_in(stays)
        assert told(cast) == [{"people": [1, 0], "browsers": [1, 0]}]


def test_with_the_organisation_what_it_opened_ends(cast: Cast, provider: SsoProvider) -> None:
    client, owner = came_through(provider, cast.bongani), cast.thandi.client()
    cast.umoja.delete_after = cast.umoja.created_at
    cast.umoja.deletion_requested_at = cast.umoja.created_at
    cast.umoja.save()
    assert erasure.purge(cast.umoja.pk, now=cast.umoja.created_at)
    assert not is_signed_in(client)
    assert is_signed_in(owner)
