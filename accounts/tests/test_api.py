"""The API of people and organisations: the same rules as the pages, in JSON."""

from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import invitation_links
from accounts.models import Invitation, Membership, Organisation
from accounts.services import invitations
from accounts.tests.factories import UserFactory
from synthai.core.tenancy import tenant
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.cast import PASSWORD
from synthai.core.testing.queries import assert_max_queries

BASE = "/api/v1/o/umoja-foods/"


class ApiCase(CastTestCase):
    def call(self, person: Any, method: str, path: str, data: Any = None, **headers: str) -> Any:
        client = person.client() if hasattr(person, "client") else Client()
        verb = getattr(client, method)
        return verb(path, data, content_type="application/json", headers=headers)

    def etag(self, person: Any, path: str) -> Any:
        return self.call(person, "get", path).headers["ETag"]


class PersonTests(ApiCase):
    def test_me(self) -> None:
        reply = self.call(self.bongani, "get", "/api/v1/me/")
        assert reply.json() == {
            "id": self.bongani.user.public_id,
            "email": "bongani@umoja.example",
            "name": "Bongani Dlamini",
            "joined_at": reply.json()["joined_at"],
        }

    def test_renames_with_if_match(self) -> None:
        assert self.call(self.bongani, "patch", "/api/v1/me/", {"name": "Bo"}).status_code == 428
        tag = self.etag(self.bongani, "/api/v1/me/")
        renamed = self.call(self.bongani, "patch", "/api/v1/me/", {"name": "Bo"}, **{"If-Match": tag})
        assert renamed.json()["name"] == "Bo"
        again = self.call(self.bongani, "patch", "/api/v1/me/", {"name": "B"}, **{"If-Match": tag})
        assert again.status_code == 412

    def test_lists_own_organisations_only(self) -> None:
        results = self.call(self.bongani, "get", "/api/v1/organisations/").json()["results"]
        assert [(row["slug"], row["role"]) for row in results] == [("umoja-foods", "member")]

    def test_makes_an_organisation_once_per_key(self) -> None:
        data = {"name": "Bongani's Bikes", "vat_number": "4740101508"}
        replies = [
            self.call(self.bongani, "post", "/api/v1/organisations/", data, **{"Idempotency-Key": "k1"})
            for _ in range(2)
        ]
        assert [reply.status_code for reply in replies] == [201, 201]
        assert replies[0].json() == replies[1].json()
        assert replies[0].headers["Location"] == "/api/v1/o/bongani-s-bikes/"
        assert Organisation.objects.filter(name="Bongani's Bikes").count() == 1

    def test_doubtful_vat_number_is_a_conflict_with_a_pointer(self) -> None:
        data: dict[str, Any] = {"name": "Bikes", "vat_number": "4123456789"}
        refused = self.call(self.bongani, "post", "/api/v1/organisations/", data)
        assert refused.status_code == 409
        assert refused.json()["errors"][0]["pointer"] == "#/vat_number"
        sure = self.call(
            self.bongani, "post", "/api/v1/organisations/", {**data, "vat_number_confirmed": True}
        )
        assert sure.status_code == 201

    def test_nobody_gets_401(self) -> None:
        for path in ("/api/v1/me/", "/api/v1/organisations/", BASE, f"{BASE}members/"):
            assert self.call(None, "get", path).status_code == 401, path


class OrganisationTests(ApiCase):
    def test_changes_with_if_match(self) -> None:
        tag = self.etag(self.thandi, BASE)
        changed = self.call(self.thandi, "patch", BASE, {"name": "Umoja Fresh"}, **{"If-Match": tag})
        assert changed.json()["name"] == "Umoja Fresh"
        assert changed.headers["ETag"] != tag
        late = self.call(self.thandi, "patch", BASE, {"name": "Other"}, **{"If-Match": tag})
        assert late.status_code == 412

    def test_member_may_look_not_change(self) -> None:
        tag = self.etag(self.bongani, BASE)
        refused = self.call(self.bongani, "patch", BASE, {"name": "Mine"}, **{"If-Match": tag})
        assert refused.status_code == 403
        assert "owner and administrator" in refused.json()["detail"]

    def test_deletion_asks_the_password_and_can_be_undone(self) -> None:
        path = f"{BASE}deletion/"
        wrong = self.call(self.thandi, "post", path, {"password": "wrong"})
        assert wrong.json()["code"] == "accounts.password.wrong"
        marked = self.call(self.thandi, "post", path, {"password": PASSWORD})
        assert marked.json()["delete_after"]
        assert self.call(self.thandi, "post", f"{BASE}invitations/", {}).status_code == 403
        kept = self.call(self.thandi, "delete", path)
        assert kept.json()["delete_after"] is None

    def test_roles(self) -> None:
        found = {
            row["role"]: row["capabilities"] for row in self.call(self.bongani, "get", f"{BASE}roles/").json()
        }
        assert "accounts.member.invite" in found["administrator"]
        assert "accounts.member.invite" not in found["viewer"]


class MemberTests(ApiCase):
    def path(self, person: Any) -> str:
        return f"{BASE}members/{person.membership.public_id}/"

    def test_lists_the_team_in_few_queries(self) -> None:
        for number in range(20):
            self.cast.hire("viewer", name=f"Viewer{number}")
        client = self.bongani.client()
        client.get(f"{BASE}members/")
        with assert_max_queries(5):
            reply = client.get(f"{BASE}members/")
        assert len(reply.json()["results"]) == 22

    def test_changes_role_with_if_match(self) -> None:
        tag = self.etag(self.thandi, self.path(self.bongani))
        data = {"role": "manager"}
        changed = self.call(self.thandi, "patch", self.path(self.bongani), data, **{"If-Match": tag})
        assert changed.json()["role"] == "manager"
        late = self.call(self.thandi, "patch", self.path(self.bongani), data, **{"If-Match": tag})
        assert late.status_code == 412

    def test_owner_cannot_be_given_away_here(self) -> None:
        tag = self.etag(self.thandi, self.path(self.bongani))
        refused = self.call(
            self.thandi, "patch", self.path(self.bongani), {"role": "owner"}, **{"If-Match": tag}
        )
        assert refused.status_code == 400
        assert self.call(self.thandi, "delete", self.path(self.thandi)).status_code == 409

    def test_member_of_another_organisation_is_not_there(self) -> None:
        assert self.call(self.thandi, "get", self.path(self.charlize)).status_code == 404
        assert self.call(self.thandi, "delete", self.path(self.charlize)).status_code == 404

    def test_removes_and_leaves(self) -> None:
        assert self.call(self.bongani, "delete", self.path(self.thandi)).status_code == 403
        assert self.call(self.thandi, "post", f"{BASE}leave/").status_code == 409
        assert self.call(self.thandi, "delete", self.path(self.bongani)).status_code == 204
        assert self.call(self.bongani, "post", f"{BASE}leave/").status_code == 404

    def test_hands_over(self) -> None:
        data = {"member": self.bongani.membership.public_id, "password": PASSWORD}
        assert self.call(self.thandi, "post", f"{BASE}ownership/", data).json()["role"] == "owner"
        assert self.call(self.thandi, "post", f"{BASE}ownership/", data).status_code == 403


class InvitationTests(ApiCase):
    path = f"{BASE}invitations/"

    def test_whole_life(self) -> None:
        data = {"email": "Bookkeeper@example.co.za", "role": "viewer"}
        made = self.call(self.thandi, "post", self.path, data)
        assert made.status_code == 201
        assert made.json()["email"] == "bookkeeper@example.co.za"
        assert "link" not in made.content.decode()
        assert self.call(self.thandi, "post", self.path, data).status_code == 409
        one = f"{self.path}{made.json()['id']}/"
        early = self.call(self.thandi, "post", f"{one}send-again/")
        assert early.status_code == 429
        assert self.call(self.thandi, "delete", one).status_code == 204
        assert self.call(self.thandi, "get", one).json()["status"] == "revoked"
        assert len(self.call(self.thandi, "get", self.path).json()["results"]) == 1

    def test_member_sees_none(self) -> None:
        assert self.call(self.bongani, "get", self.path).status_code == 403

    def test_accepts_with_the_invited_account(self) -> None:
        guest = UserFactory.create(email="guest@example.co.za")
        with tenant(self.cast.umoja):
            sent = invitations.send(guest.email, role="manager", by=self.thandi.actor, now=timezone.now())
        token = {"token": invitation_links.token_of(sent, self.cast.umoja)}
        path = "/api/v1/invitations/accept/"
        assert self.call(self.charlize, "post", path, token).status_code == 409
        client = Client()
        client.force_login(guest)
        joined = client.post(path, token, content_type="application/json")
        assert (joined.json()["slug"], joined.json()["role"]) == ("umoja-foods", "manager")
        again = client.post(path, token, content_type="application/json")
        assert again.json()["code"] == "accounts.invitation.link_used"
        assert Membership.objects.filter(user=guest).count() == 1
        with tenant(self.cast.umoja):
            assert Invitation.objects.get().accepted_by == guest
