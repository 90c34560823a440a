"""Branches on pages and in the API: lists, forms, undo, rules that name them."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessRule, Branch, Invitation
from accounts.services import branches
from accounts.tests.factories import BranchFactory
from accounts.tests.test_branches import ACCEPT, PAGE, ROOT, VIEW, BranchCase
from synthai.core.testing.queries import assert_max_queries


class PageTests(BranchCase):
    def test_add_rename_close_and_undo_each(self) -> None:
        client = self.cast.thandi.client()
        made = client.post(PAGE + "new/", {"name": "Midrand depot", "code": "mid"})
        self.assertRedirects(made, PAGE)
        depot = Branch.objects.get(code="MID")
        address = f"{PAGE}{depot.public_id}/"

        def undone(reply: Any) -> Branch:
            page = client.get(reply["Location"])
            note = page.context["undo"]
            assert note
            self.assertRedirects(client.post(PAGE + "undo/", {"note": note}), PAGE)
            return Branch.objects.get(pk=depot.pk)

        assert undone(client.post(address, {"name": "Midrand", "code": "M"})).name == "Midrand depot"
        assert undone(client.post(address + "close/")).is_active
        client.post(address + "close/")
        assert not undone(client.post(address + "reopen/")).is_active

    def test_undo_is_too_late_after_another_change(self) -> None:
        client, by = self.cast.thandi.client(), self.cast.thandi.actor
        address = f"{PAGE}{self.soweto.public_id}/"
        reply = client.post(address, {"name": "Soweto Mall", "code": "SOW"})
        branches.change(self.soweto.public_id, name="Soweto 2", code="SOW", by=by)
        note = client.get(reply["Location"]).context["undo"]
        refused = client.post(PAGE + "undo/", {"note": note}, follow=True)
        self.assertContains(refused, "This can no longer be undone")
        assert Branch.objects.get(pk=self.soweto.pk).name == "Soweto 2"

    def test_mistakes_stand_beside_their_fields(self) -> None:
        reply = self.cast.thandi.client().post(PAGE + "new/", {"name": "Other", "code": "sow"})
        self.assertContains(reply, "has the code SOW already")

    def test_list_shows_people_and_its_queries_do_not_grow(self) -> None:
        self.put(self.cast.bongani, self.soweto)
        client = self.cast.thandi.client()
        client.get(PAGE)
        with CaptureQueriesContext(connection) as few:
            self.assertContains(client.get(PAGE), "Bongani Dlamini")
        for number in range(20):
            made: Any = BranchFactory(organisation=self.cast.umoja)
            self.put(self.cast.hire("viewer", name=f"Person{number}"), made)
        with assert_max_queries(len(few)):
            self.assertContains(client.get(PAGE), "Person19")

    def test_empty_page_leads_on(self) -> None:
        reply = self.cast.charlize.client().get("/o/karoo-cycles/settings/branches/")
        self.assertContains(reply, "No branches yet")
        self.assertNotContains(self.cast.charlize.client().get("/o/karoo-cycles/team/"), "whole organisation")

    def test_team_page_says_and_changes_who_works_where(self) -> None:
        client, member = self.cast.thandi.client(), self.cast.bongani.membership.public_id
        address = f"/o/umoja-foods/team/members/{member}/branches/"
        self.assertContains(client.get(address), "Durban North")
        reply = client.post(address, {"branches": [self.durban.public_id]})
        assert self.present(self.cast.bongani).branches == {self.durban.public_id}
        page = client.get(reply["Location"])
        self.assertContains(page, "Durban North")
        client.post("/o/umoja-foods/team/undo/", {"note": page.context["undo"]})
        assert self.present(self.cast.bongani).branches == frozenset()

    def test_invitation_form_offers_open_branches(self) -> None:
        client = self.cast.thandi.client()
        branches.close(self.durban.public_id, by=self.cast.thandi.actor)
        page = client.get("/o/umoja-foods/team/invite/")
        self.assertContains(page, "Soweto")
        self.assertNotContains(page, "Durban North")
        filled = {"email": "n@umoja.example", "role": "viewer", "branches": [self.soweto.public_id]}
        self.assertRedirects(client.post("/o/umoja-foods/team/invite/", filled), "/o/umoja-foods/team/")
        assert Invitation.objects.get().branch_ids == [self.soweto.public_id]

    def test_rule_form_offers_branches_by_name_and_reads_them_back(self) -> None:
        client, root = self.cast.thandi.client(), "/o/umoja-foods/team/rules/"
        filled = {
            "name": "Only Soweto", "subject": "role:manager", "effect": "allow", "actions": [ACCEPT],
            "branch": [self.soweto.public_id], "is_active": "on",
        }  # fmt: skip
        self.assertRedirects(client.post(root + "new/", filled), root)
        rule = AccessRule.objects.get()
        assert rule.definition["when"] == {"branch": [self.soweto.public_id]}
        self.assertContains(client.get(root), "only when the branch is Soweto")
        page = client.get(f"{root}{rule.public_id}/")
        self.assertContains(page, f'value="{self.soweto.public_id}"')
        assert page.context["form"]["branch"].value() == [self.soweto.public_id]

    def test_why_says_where_somebody_works(self) -> None:
        manager = self.cast.hire("manager")
        self.limit("allow", self.soweto)
        self.put(manager, self.durban)
        query = {"who": f"member:{manager.membership.public_id}", "capability": ACCEPT}
        page = self.cast.thandi.client().get("/o/umoja-foods/team/why/", query)
        self.assertContains(page, "Works in")
        self.assertContains(page, "<dd>Durban North</dd>")
        self.assertContains(page, "only when the branch is Soweto")

    def test_see_as_shows_what_a_branch_opens(self) -> None:
        self.limit("allow", self.soweto, action=VIEW)
        client, address = self.cast.thandi.client(), "/o/umoja-foods/team/roles/see/"
        nowhere = client.get(address, {"role": "manager"})
        there = client.get(address, {"role": "manager", "branch": self.soweto.public_id})
        assert "Products" not in [str(entry.label) for entry in nowhere.context["sight"].menu]
        assert "Products" in [str(entry.label) for entry in there.context["sight"].menu]
        assert client.get(address, {"role": "manager", "branch": "a" * 16}).status_code == 404


class ApiTests(BranchCase):
    def test_round_trip(self) -> None:
        client = self.cast.thandi.client()
        made = client.post(ROOT + "branches/", {"name": "Midrand", "code": "mid"}, "application/json")
        assert (made.status_code, made.json()["code"]) == (201, "MID")
        address = f"{ROOT}branches/{made.json()['id']}/"
        body = {"name": "Midrand depot", "code": "MID", "city": "Midrand"}
        assert client.patch(address, body, "application/json").status_code == 428
        etag = {"If-Match": made["ETag"]}
        changed = client.patch(address, body, "application/json", headers=etag)
        assert changed.json()["city"] == "Midrand"
        assert client.post(address + "close/").json()["is_active"] is False
        assert client.post(address + "reopen/").json()["is_active"] is True
        assert [row["name"] for row in client.get(ROOT + "branches/").json()] == [
            "Durban North", "Midrand depot", "Soweto",
        ]  # fmt: skip
        self.limit("allow", self.soweto)
        refused = client.post(f"{ROOT}branches/{self.soweto.public_id}/close/")
        assert (refused.status_code, refused.json()["code"]) == (409, "accounts.branch.ruled")

    def test_members_and_invitations_take_and_say_branches(self) -> None:
        client, member = self.cast.thandi.client(), self.cast.bongani.membership.public_id
        address, ids = f"{ROOT}members/{member}/", [self.soweto.public_id]
        etag = {"If-Match": client.get(address)["ETag"]}
        reply = client.patch(address, {"branches": ids, "role": "viewer"}, "application/json", headers=etag)
        assert (reply.json()["branches"], reply.json()["role"]) == (ids, "viewer")
        etag = {"If-Match": reply["ETag"]}
        assert client.patch(address, {}, "application/json", headers=etag).status_code == 400
        body = {"email": "n@umoja.example", "role": "viewer", "branches": ids}
        assert client.post(ROOT + "invitations/", body, "application/json").json()["branches"] == ids
        wrong = client.post(
            ROOT + "invitations/",
            {**body, "email": "m@umoja.example", "branches": ["x"]},
            "application/json",
        )
        assert wrong.json()["code"] == "accounts.branch.unknown"

    def test_why_and_see_take_a_branch(self) -> None:
        manager = self.cast.hire("manager")
        self.limit("allow", self.soweto)
        self.put(manager, self.durban)
        ask = {"capability": ACCEPT, "member": manager.membership.public_id}
        client = self.cast.thandi.client()
        found = client.post(ROOT + "why/", ask, "application/json").json()
        assert (found["is_allowed"], found["branches"]) == (False, ["Durban North"])
        there = client.post(ROOT + "why/", {**ask, "branch": self.soweto.public_id}, "application/json")
        assert there.json()["is_allowed"] is True
        body = {"capabilities": [ACCEPT], "role": "manager", "branch": self.soweto.public_id}
        seen = client.post(ROOT + "roles/see/", body, "application/json")
        assert seen.status_code == 200
