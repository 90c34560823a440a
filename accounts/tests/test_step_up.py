"""Dangerous acts ask for proof that is at most ten minutes old, by page and by API."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Invitation, Membership, Organisation
from accounts.tests.sso_rows import saml_row
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)
LATER = NOON + timedelta(minutes=11)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def owner(cast: Cast) -> Client:
    """Thandi's browser, signed in at noon."""
    with time_machine.travel(NOON, tick=False):
        return cast.thandi.client()


def role_address(cast: Cast) -> str:
    return f"/o/umoja-foods/team/members/{cast.bongani.membership.public_id}/role/"


def role_of(cast: Cast) -> str:
    return Membership.objects.get(pk=cast.bongani.membership.pk).role


class TestPage:
    def test_a_fresh_sign_in_is_proof(self, owner: Client, cast: Cast) -> None:
        with time_machine.travel(NOON + timedelta(minutes=9), tick=False):
            owner.post(role_address(cast), {"role": "manager"})
        assert role_of(cast) == "manager"

    def test_an_older_one_is_not_and_the_act_waits(self, owner: Client, cast: Cast) -> None:
        with time_machine.travel(LATER, tick=False):
            asked = owner.post(role_address(cast), {"role": "manager"})
            assert asked.headers["Location"] == "/accounts/reauthenticate/?next=%2Fprofile%2Fproof%2F"
            page = owner.get(asked.headers["Location"]).content.decode()
            assert "<strong>Give a member another role</strong>" in page
            assert 'href="/home/"' in page
            assert role_of(cast) == "member", "nothing was done"
            proved = owner.post(
                "/accounts/reauthenticate/", {"password": PASSWORD, "next": "/profile/proof/"}
            )
            assert proved.headers["Location"] == "/profile/proof/"
            page = owner.get("/profile/proof/").content.decode()
            assert role_of(cast) == "member", "looking does nothing"
            assert f'action="{role_address(cast)}"' in page
            fields = dict(re.findall(r'type="hidden" name="(role)" value="([^"]+)"', page))
            owner.post(role_address(cast), fields)
        assert role_of(cast) == "manager"

    def test_a_code_of_the_app_is_proof(self, owner: Client, cast: Cast) -> None:
        secret = pyotp.random_base32()
        TOTP.activate(cast.thandi.user, secret)
        with time_machine.travel(LATER, tick=False):
            assert owner.post(role_address(cast), {"role": "manager"}).status_code == 302
            owner.post("/accounts/2fa/reauthenticate/", {"code": pyotp.TOTP(secret).now()})
            owner.post(role_address(cast), {"role": "manager"})
        assert role_of(cast) == "manager"

    def test_a_wrong_password_is_not(self, owner: Client, cast: Cast) -> None:
        with time_machine.travel(LATER, tick=False):
            owner.post("/accounts/reauthenticate/", {"password": "wrong"})
            owner.post(role_address(cast), {"role": "manager"})
        assert role_of(cast) == "member"

    @pytest.mark.parametrize("page", ["settings/delete/", "team/transfer/"])
    def test_comes_before_the_pages_of_an_end(self, owner: Client, page: str) -> None:
        with time_machine.travel(LATER, tick=False):
            reply = owner.get(f"/o/umoja-foods/{page}")
            assert reply.headers["Location"].startswith("/accounts/reauthenticate/?next=")
            owner.post(f"/o/umoja-foods/{page}", {"member": "x"})
        assert Organisation.objects.get(slug="umoja-foods").delete_after is None

    def test_inviting_asks_for_it_where_the_role_decides_about_others(
        self, owner: Client, cast: Cast
    ) -> None:
        with time_machine.travel(LATER, tick=False):
            invite = "/o/umoja-foods/team/invite/"
            owner.post(invite, {"email": "clerk@umoja.example", "role": "member"})
            asked = owner.post(invite, {"email": "chief@umoja.example", "role": "administrator"})
            assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
        with tenant(cast.umoja):
            assert [row.email for row in Invitation.objects.all()] == ["clerk@umoja.example"]

    def test_undo_needs_none(self, owner: Client, cast: Cast) -> None:
        """The note is signed, ten minutes old at most, and puts back nothing but what was."""
        with time_machine.travel(NOON + timedelta(minutes=9), tick=False):
            done = owner.post(role_address(cast), {"role": "manager"})
            note = parse_qs(urlsplit(done.headers["Location"]).query)["undo"][0]
        with time_machine.travel(NOON + timedelta(minutes=12), tick=False):
            owner.post("/o/umoja-foods/team/undo/", {"note": note})
        assert role_of(cast) == "member"

    def test_cancel_leads_back_where_one_came_from_on_this_site_alone(
        self, owner: Client, cast: Cast
    ) -> None:
        with time_machine.travel(LATER, tick=False):
            for referer, cancel in (
                ("http://testserver/o/umoja-foods/team/", "/o/umoja-foods/team/"),
                ("http://evil.example/o/umoja-foods/team/", "/home/"),
            ):
                asked = owner.post(role_address(cast), {"role": "manager"}, HTTP_REFERER=referer)
                page = owner.get(asked.headers["Location"]).content.decode()
                link = re.search(r'href="([^"]*)"><span>Cancel', page)
                assert link is not None
                assert link[1] == cancel

    def test_a_passkey_comes_first(self, owner: Client, cast: Cast) -> None:
        Authenticator.objects.create(
            user=cast.thandi.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
        )
        with time_machine.travel(LATER, tick=False):
            asked = owner.post(role_address(cast), {"role": "manager"})
        assert asked.headers["Location"].startswith("/accounts/2fa/webauthn/reauthenticate/")

    def test_where_a_file_was_sent_it_leads_back_to_the_form(self, owner: Client, cast: Cast) -> None:
        """A browser keeps no file, so the act could not be offered as it was."""
        row = saml_row(cast.umoja, entity_id="https://sso.example/", sign_in_url="https://sso.example/in/")
        address = f"/o/umoja-foods/settings/sign-in/providers/{row.public_id}/"
        with time_machine.travel(LATER, tick=False):
            assert owner.get(address).status_code == 200, "reading needs none"
            sent = {"name": "Other", "metadata_file": SimpleUploadedFile("m.xml", b"<x/>")}
            asked = owner.post(address, sent)
        assert asked.headers["Location"] == f"/accounts/reauthenticate/?{urlencode({'next': address})}"
        assert "pending_act" not in owner.session

    def test_without_the_capability_nobody_is_asked_for_proof(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False):
            member = cast.bongani.client()
        with time_machine.travel(LATER, tick=False):
            assert member.post(role_address(cast), {"role": "manager"}).status_code == 403

    def test_who_has_no_password_signs_in_again(self, owner: Client, cast: Cast) -> None:
        cast.thandi.user.set_unusable_password()
        cast.thandi.user.save()
        with time_machine.travel(NOON, tick=False):
            owner = cast.thandi.client()
        with time_machine.travel(LATER, tick=False):
            reply = owner.post(role_address(cast), {"role": "manager"})
            assert reply.headers["Location"].startswith("/profile/proof/sign-in-again/")
            left = owner.post("/profile/proof/sign-in-again/", {"next": "//evil.example/"})
        assert left.headers["Location"] == "/accounts/login/?next=%2Fhome%2F"


class TestApi:
    def bearer(self, cast: Cast) -> dict[str, str]:
        reply = Client().post(
            "/api/v1/token/",
            {"email": cast.thandi.user.email, "password": PASSWORD},
            content_type="application/json",
        )
        return {"Authorization": f"Bearer {reply.json()['access']}"}

    def patch(self, cast: Cast, headers: dict[str, str]) -> Any:
        address = f"/api/v1/o/umoja-foods/members/{cast.bongani.membership.public_id}/"
        etag = Client().get(address, headers=headers).headers["ETag"]
        return Client().patch(
            address,
            {"role": "manager"},
            content_type="application/json",
            headers={**headers, "If-Match": etag},
        )

    def test_role_needs_fresh_proof(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False):
            headers = self.bearer(cast)
        with time_machine.travel(LATER, tick=False):
            refused = self.patch(cast, headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "accounts.proof_needed")
            proof = Client().post(
                "/api/v1/token/proof/",
                {"password": PASSWORD},
                content_type="application/json",
                headers=headers,
            )
            assert proof.status_code == 204
            assert self.patch(cast, headers).status_code == 200

    def test_deletion_with_old_proof_needs_the_password(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False):
            headers = self.bearer(cast)
        with time_machine.travel(LATER, tick=False):
            address = "/api/v1/o/umoja-foods/deletion/"
            refused = Client().post(address, {}, content_type="application/json", headers=headers)
            assert refused.json()["code"] == "accounts.proof_needed"
            done = Client().post(
                address, {"password": PASSWORD}, content_type="application/json", headers=headers
            )
            assert done.status_code == 200
