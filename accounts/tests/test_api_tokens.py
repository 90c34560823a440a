"""Mobile sign-in over HTTP: short access, rotating refresh, families that end at once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import TokenFamily, User
from accounts.services import people
from accounts.tests.factories import PASSWORD, MembershipFactory, UserFactory
from notifications.models import Mail, Notification
from synthai.core.access import system_actor
from synthai.core.models import AuditEntry
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db


def post(path: str, **data: str) -> Any:
    return Client().post(f"/api/v1/{path}", data, content_type="application/json")


def sign_in(user: User) -> dict[str, Any]:
    reply = post("token/", email=user.email, password=PASSWORD, device="Thandi's phone")
    assert reply.status_code == 200, reply.content
    return dict(reply.json())


def me(access: str) -> int:
    return Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {access}"}).status_code


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def test_signs_in_for_fifteen_minutes(user: User) -> None:
    began = timezone.now()
    with time_machine.travel(began, tick=False):
        pair = sign_in(user)
        assert pair["expires_in"] == 900
        assert me(pair["access"]) == 200
    with time_machine.travel(began + timedelta(minutes=15, seconds=1), tick=False):
        assert me(pair["access"]) == 401
    assert TokenFamily.objects.get().device == "Thandi's phone"
    assert AuditEntry.objects.get().code == "accounts.token.started"


def test_a_misspelt_field_is_refused_by_name(user: User) -> None:
    reply = post("token/", email=user.email, password=PASSWORD, device_name="Pixel 9")
    assert reply.status_code == 400
    assert "Send email, password and device." in reply.content.decode()
    assert "device_name" in reply.content.decode()
    assert not TokenFamily.objects.exists()


def test_answers_are_not_kept_by_caches(user: User) -> None:
    reply = post("token/", email=user.email, password=PASSWORD)
    assert reply.headers["Cache-Control"] == "no-store"


def test_refresh_rotates(user: User) -> None:
    first = sign_in(user)
    second = post("token/refresh/", refresh=first["refresh"]).json()
    assert second["refresh"] != first["refresh"]
    assert me(second["access"]) == 200
    third = post("token/refresh/", refresh=second["refresh"])
    assert third.status_code == 200
    assert TokenFamily.objects.count() == 1


def test_old_refresh_token_ends_the_family_at_once(user: User) -> None:
    first = sign_in(user)
    second = post("token/refresh/", refresh=first["refresh"]).json()
    replayed = post("token/refresh/", refresh=first["refresh"])
    assert replayed.status_code == 401
    assert me(second["access"]) == 401
    assert me(first["access"]) == 401
    assert post("token/refresh/", refresh=second["refresh"]).status_code == 401
    assert TokenFamily.objects.get().end_reason == "reused"
    assert Notification.objects.get().kind == "accounts.token_reused"
    assert Mail.objects.get(kind="accounts/sign_in_copied").recipient == user.email


def test_other_devices_stay_signed_in(user: User) -> None:
    stolen, other = sign_in(user), sign_in(user)
    post("token/refresh/", refresh=stolen["refresh"])
    post("token/refresh/", refresh=stolen["refresh"])
    assert me(other["access"]) == 200


def test_sign_out_ends_access_at_once(user: User) -> None:
    pair = sign_in(user)
    assert post("token/revoke/", refresh=pair["refresh"]).status_code == 204
    assert me(pair["access"]) == 401
    assert post("token/refresh/", refresh=pair["refresh"]).status_code == 401
    assert post("token/revoke/", refresh=pair["refresh"]).status_code == 204


def test_new_password_ends_all_devices(user: User) -> None:
    pairs = [sign_in(user), sign_in(user)]
    people.set_password(user, "another-word-77", by=system_actor(), now=timezone.now())
    assert [me(pair["access"]) for pair in pairs] == [401, 401]
    assert [post("token/refresh/", refresh=pair["refresh"]).status_code for pair in pairs] == [401, 401]


def test_password_change_page_ends_devices_and_keeps_this_browser(user: User) -> None:
    pair = sign_in(user)
    here, elsewhere = Client(), Client()
    here.force_login(user)
    elsewhere.force_login(user)
    here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another-word-77", "password2": "another-word-77"},
    )
    assert me(pair["access"]) == 401
    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302


def test_blocked_person_is_refused(user: User) -> None:
    pair = sign_in(user)
    people.set_active(user.pk, is_active=False, by=system_actor(), now=timezone.now())
    assert me(pair["access"]) == 401
    assert post("token/", email=user.email, password=PASSWORD).status_code == 401


def test_unconfirmed_address_gets_no_token() -> None:
    user = UserFactory.create(confirmed=False)
    reply = post("token/", email=user.email, password=PASSWORD)
    assert reply.status_code == 403
    assert reply.json()["code"] == "accounts.token.email_unconfirmed"
    assert not TokenFamily.objects.exists()


def test_access_token_is_no_refresh_token_and_neither_is_rubbish(user: User) -> None:
    pair = sign_in(user)
    for wrong in (pair["access"], "rubbish", ""):
        assert post("token/refresh/", refresh=wrong).status_code in {400, 401}
    assert me(pair["refresh"]) == 401
    assert me(pair["access"]) == 200


def test_limits_attempts_together_with_the_page(user: User) -> None:
    for _attempt in range(5):
        Client().post("/accounts/login/", {"login": user.email, "password": "not-it"})
    reply = post("token/", email=user.email, password=PASSWORD)
    assert reply.status_code == 429
    assert reply.json()["code"] == "accounts.token.too_many_attempts"
    assert reply.headers["Retry-After"] == "300"


def test_profile_lists_devices_and_signs_them_out(user: User, client: Client) -> None:
    pair = sign_in(user)
    client.force_login(user)
    assert b"Thandi&#x27;s phone" in client.get("/profile/devices/").content
    client.post(f"/profile/devices/{TokenFamily.objects.get().public_id}/sign-out/")
    assert me(pair["access"]) == 401
    stranger = Client()
    stranger.force_login(UserFactory.create())
    other = sign_in(user)
    family = TokenFamily.objects.filter(ended_at=None).get()
    assert stranger.post(f"/profile/devices/{family.public_id}/sign-out/").status_code in {302, 404}
    assert me(other["access"]) == 200


def test_scoped_request_asks_for_person_and_membership_once(user: User) -> None:
    MembershipFactory.create(user=user, organisation__slug="umoja-foods")
    pair = sign_in(user)
    with assert_max_queries(
        4
    ):  # family with person, membership with organisation, members with people; tenant
        reply = Client().get(
            "/api/v1/o/umoja-foods/members/", headers={"Authorization": f"Bearer {pair['access']}"}
        )
    assert reply.status_code == 200


def test_bearer_token_reaches_its_own_organisations_only(user: User) -> None:
    MembershipFactory.create(organisation__slug="karoo-cycles")
    pair = sign_in(user)
    headers = {"Authorization": f"Bearer {pair['access']}"}
    assert Client().get("/api/v1/o/karoo-cycles/", headers=headers).status_code == 404
    assert Client().get("/api/v1/o/no-such-shop/", headers=headers).status_code == 404
    assert Client().get("/api/v1/o/karoo-cycles/").status_code == 401
    bad = Client().get("/api/v1/o/karoo-cycles/", headers={"Authorization": "Bearer rubbish"})
    assert bad.status_code == 401
    assert bad.headers["Content-Type"].startswith("application/problem+json")
