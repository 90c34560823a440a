"""Roles an organisation makes itself: made, given, changed, seen as, deleted."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import actors, policy, selectors, undo
from accounts.models import CustomRole, Invitation, Membership, Organisation
from accounts.services import custom_roles, giving, invitations, memberships
from accounts.tests.factories import CustomRoleFactory
from synthai.core import realtime
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.queries import assert_max_queries

if TYPE_CHECKING:
    from django.test import Client

VIEW, ACCEPT, RUN = "pricing.product.view", "pricing.recommendation.accept", "pricing.run.create"


class RoleCase(CastTestCase):
    """Umoja's tenant is active."""

    def setUp(self) -> None:
        super().setUp()
        entered = tenant(self.cast.umoja)
        entered.__enter__()
        self.addCleanup(entered.__exit__, None, None, None)

    def make(self, *wanted: str, name: str = "Shop manager") -> CustomRole:
        return custom_roles.create(name=name, description="", wanted=wanted, by=self.cast.thandi.actor)

    def give(self, role: CustomRole, person: Any) -> Any:
        memberships.change_role(person.membership.public_id, role=role.public_id, by=self.cast.thandi.actor)
        return self.present(person)

    def present(self, person: Any) -> Any:
        row = Membership.objects.select_related("organisation").get(pk=person.membership.pk)
        return actors.of_member(row, person.user)


class MakeTests(RoleCase):
    def test_made_given_and_used_on_record(self) -> None:
        role = self.make(VIEW, ACCEPT)
        bongani = self.give(role, self.cast.bongani)
        assert bongani.capabilities == {VIEW, ACCEPT}
        assert not bongani.can("pricing.import.create")
        codes = set(AuditEntry.objects.values_list("code", flat=True))
        assert {"accounts.role.created", "accounts.member.role_changed"} <= codes
        entry = AuditEntry.objects.filter(code="accounts.member.role_changed").latest("pk")
        assert entry.changes["role"] == ["member", "Shop manager"]
        assert OutboxEvent.objects.filter(name="accounts.AccessChanged").exists()

    def test_page_speaks_of_it_and_membership_query_is_the_only_one(self) -> None:
        self.give(self.make(VIEW, "accounts.member.view"), self.cast.bongani)
        reply = self.cast.bongani.client().get("/o/umoja-foods/team/")
        self.assertContains(reply, "Shop manager")
        with assert_max_queries(1):
            row = selectors.membership(self.cast.bongani.user, "umoja-foods")
            assert row is not None
            assert not actors.of_member(row, self.cast.bongani.user).can(ACCEPT)

    def test_whom_to_notify_counts_own_roles(self) -> None:
        self.give(self.make(ACCEPT), self.cast.bongani)
        holders = selectors.member_ids_holding(self.cast.umoja.pk, ACCEPT)
        assert set(holders) == {self.cast.thandi.user.pk, self.cast.bongani.user.pk}

    def test_refuses_bad_input_in_words(self) -> None:
        self.make(VIEW)
        with pytest.raises(custom_roles.RoleNameTaken):
            self.make(VIEW, name="shop  MANAGER")
        with pytest.raises(custom_roles.RoleNameTaken):
            self.make(VIEW, name="Owner")
        with pytest.raises(custom_roles.RoleNameMissing):
            self.make(VIEW, name="   ")
        with pytest.raises(custom_roles.RoleEmpty):
            self.make(name="Nobody")
        for code in ("accounts.organisation.transfer", "no.such.thing"):
            with self.assertRaisesMessage(custom_roles.CapabilityUnknown, code):
                self.make(code, name="Odd")

    def test_nobody_gives_more_than_they_hold(self) -> None:
        clerk = self.make(
            "accounts.role.change", "accounts.member.change_role", "accounts.member.invite", VIEW
        )
        bongani = self.give(clerk, self.cast.bongani)
        with self.assertRaisesMessage(giving.MoreThanYouHold, "Accept and reject prices"):
            custom_roles.create(name="Boss", description="", wanted=[VIEW, ACCEPT], by=bongani)
        made = custom_roles.create(name="Looker", description="", wanted=[VIEW], by=bongani)
        viewer, manager = self.cast.hire("viewer"), self.cast.hire("manager")
        with pytest.raises(giving.MoreThanYouHold):
            memberships.change_role(viewer.membership.public_id, role="manager", by=bongani)
        with pytest.raises(giving.AboveYou):
            memberships.change_role(manager.membership.public_id, role=made.public_id, by=bongani)
        with pytest.raises(giving.MoreThanYouHold):
            invitations.send("x@example.co.za", role="administrator", by=bongani, now=timezone.now())
        boss = self.make(VIEW, ACCEPT, name="Boss")
        with pytest.raises(giving.MoreThanYouHold):
            custom_roles.change(boss.public_id, name="Boss", description="", wanted=[VIEW], by=bongani)

    def test_owner_is_untouchable(self) -> None:
        role = self.make(VIEW)
        with pytest.raises(memberships.OwnerStays):
            memberships.change_role(
                self.cast.thandi.membership.public_id,
                role=role.public_id,
                by=self.cast.hire("administrator").actor,
            )

    def test_change_counts_from_the_next_request(self) -> None:
        role = self.make(VIEW)
        self.give(role, self.cast.bongani)
        custom_roles.change(
            role.public_id, name="Shop manager", description="", wanted=[VIEW, RUN], by=self.cast.thandi.actor
        )
        assert self.present(self.cast.bongani).capabilities == {VIEW, RUN}

    def test_invitation_gives_it(self) -> None:
        role = self.make(VIEW)
        sent = invitations.send(
            "new@example.co.za", role=role.public_id, by=self.cast.thandi.actor, now=timezone.now()
        )
        assert (sent.custom_role_id, sent.get_role_display()) == (role.pk, "Shop manager")

    def test_role_of_another_organisation_cannot_be_given(self) -> None:
        with tenant(self.cast.karoo):
            foreign: Any = CustomRoleFactory(organisation=self.cast.karoo)
        with pytest.raises(memberships.RoleUnknown):
            self.give(foreign, self.cast.bongani)
        row = Membership.objects.filter(pk=self.cast.bongani.membership.pk)
        row.update(role=foreign.public_id, custom_role_id=foreign.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.check_constraints()
        row.update(role="member", custom_role_id=None)

    def test_who_may_not_see_prices_hears_no_hints_about_them(self) -> None:
        topics = [
            realtime.organisation_topic(self.cast.umoja.public_id, area) for area in ("pricing", "team")
        ]
        self.give(self.make("accounts.member.view"), self.cast.bongani)
        assert [realtime.may_listen(self.cast.bongani.user, topic) for topic in topics] == [False, True]
        assert realtime.may_listen(self.cast.thandi.user, topics[0])

    def test_removed_member_comes_back_with_it(self) -> None:
        role, by = self.make(VIEW), self.cast.thandi.actor
        self.give(role, self.cast.bongani)
        removed = memberships.remove(self.cast.bongani.membership.public_id, by=by)
        undo.take(undo.note(undo.of_removal(removed, by=by)), by=by)
        row = Membership.objects.get(user=self.cast.bongani.user, organisation=self.cast.umoja)
        assert (row.role, row.custom_role_id) == (role.public_id, role.pk)

    def test_api_names_it(self) -> None:
        role = self.make(VIEW)
        client, member = self.cast.thandi.client(), self.cast.bongani.membership.public_id
        self.give(role, self.cast.bongani)
        found = client.get(f"/api/v1/o/umoja-foods/members/{member}/").json()
        assert (found["role"], found["role_title"]) == (role.public_id, "Shop manager")


class DeleteTests(RoleCase):
    def test_refused_while_held_with_the_names(self) -> None:
        role = self.make(VIEW)
        self.give(role, self.cast.bongani)
        invitations.send(
            "new@example.co.za", role=role.public_id, by=self.cast.thandi.actor, now=timezone.now()
        )
        with self.assertRaisesMessage(custom_roles.RoleHeld, "Bongani Dlamini, new@example.co.za"):
            custom_roles.delete(role.public_id, by=self.cast.thandi.actor)

    def test_moves_holders_in_the_same_act(self) -> None:
        role = self.make(VIEW)
        self.give(role, self.cast.bongani)
        invitations.send(
            "new@example.co.za", role=role.public_id, by=self.cast.thandi.actor, now=timezone.now()
        )
        assert custom_roles.delete(role.public_id, by=self.cast.thandi.actor, move_to="viewer") == 2
        row = Membership.objects.get(pk=self.cast.bongani.membership.pk)
        assert (row.role, row.custom_role_id) == ("viewer", None)
        assert Invitation.objects.get(email="new@example.co.za").role == "viewer"
        assert policy.of(Organisation.objects.get(pk=self.cast.umoja.pk)).roles == {}
        assert not CustomRole.objects.exists()

    def test_withdrawn_invitation_does_not_hold_it_and_cannot_come_back(self) -> None:
        role = self.make(VIEW)
        by, now = self.cast.thandi.actor, timezone.now()
        sent = invitations.send("new@example.co.za", role=role.public_id, by=by, now=now)
        invitations.revoke(sent.public_id, by=by, now=now)
        custom_roles.delete(role.public_id, by=by)
        with pytest.raises(memberships.RoleUnknown):
            invitations.reopen(sent.public_id, by=by, now=timezone.now())


class PageTests(RoleCase):
    def setUp(self) -> None:
        super().setUp()
        self.client: Client = self.cast.thandi.client()

    def test_from_ticks_to_preview_to_saved(self) -> None:
        address, ticks = (
            "/o/umoja-foods/team/roles/",
            {"name": "Shop manager", "capabilities": [VIEW, ACCEPT]},
        )
        seen = self.client.post(address + "see/", ticks)
        self.assertContains(seen, "What “Shop manager” would see")
        self.assertContains(seen, "Accept the advised price, or the price typed in")
        refused = [tried.door.name for tried in seen.context["sight"].refused_pages]
        assert "pricing:import-create" in refused
        assert "accounts:member-invite" in refused
        assert not CustomRole.objects.exists()
        self.assertRedirects(self.client.post(address + "new/", ticks), address)
        role = CustomRole.objects.get()
        self.assertContains(
            self.client.get(f"{address}see/?role={role.public_id}"), "Decide about your first price"
        )

    def test_seen_line_by_line_of_what_the_role_may_without_pieces_of_pages(self) -> None:
        role = self.make(VIEW)
        page = self.client.get(f"/o/umoja-foods/team/roles/see/?role={role.public_id}")
        sight = page.context["sight"]
        titles = [str(line.asks_for.title) for line in sight.open_lines if line.asks_for]
        assert titles == ["See products and prices"]
        told = page.content.decode()
        for piece in ("Undo the change whose note", "the part of the page that", "One picture of the logo"):
            assert piece not in told
        assert len(sight.refused_lines) < len(sight.refused_pages) / 2

    def test_table_has_a_column_for_each_own_role(self) -> None:
        self.make(VIEW, name="Shelf")
        reply = self.client.get("/o/umoja-foods/team/roles/")
        self.assertContains(reply, '<th scope="col">Shelf</th>')
        rows = {row.code: row.held[-1] for group in reply.context["groups"] for row in group.rows}
        assert [code for code, is_held in rows.items() if is_held] == [VIEW]

    def test_what_is_seen_is_what_a_visit_finds(self) -> None:
        role = self.make(VIEW, ACCEPT)
        self.give(role, self.cast.bongani)
        sight = self.client.get(f"/o/umoja-foods/team/roles/see/?role={role.public_id}").context["sight"]
        visitor = self.cast.bongani.client()
        plain = [t for t in sight.open_pages + sight.refused_pages if t.door.address.count("<") == 1]
        assert len(plain) > 15
        for tried in plain:
            address = tried.door.address.replace("<slug:organisation>", "umoja-foods")
            status = visitor.get(address).status_code
            if status != 405:  # judged before the guard
                assert (status != 403) == tried.is_open, (tried.door.name, status)

    def test_refusals_stand_beside_the_field(self) -> None:
        reply = self.client.post("/o/umoja-foods/team/roles/new/", {"name": "Nothing"})
        self.assertContains(reply, "Tick at least one thing this role may do.")

    def test_deletes_with_a_successor(self) -> None:
        role = self.make(VIEW)
        self.give(role, self.cast.bongani)
        address = f"/o/umoja-foods/team/roles/{role.public_id}/delete/"
        self.assertContains(
            self.client.post(address, {"move_to": ""}), "“Shop manager” is held by Bongani Dlamini."
        )
        assert self.client.post(address, {"move_to": "member"}).status_code == 302
        assert not CustomRole.objects.exists()

    def test_list_asks_as_many_queries_for_thirty_roles(self) -> None:
        for number in range(30):
            self.make(VIEW, name=f"Role {number}")
        with assert_max_queries(8):
            self.assertContains(self.client.get("/o/umoja-foods/team/roles/"), "Role 29")


class ApiTests(RoleCase):
    def test_round_trip(self) -> None:
        client, root = self.cast.thandi.client(), "/api/v1/o/umoja-foods/roles/"
        body = {"name": "Clerk", "capabilities": [VIEW]}
        made = client.post(root, body, content_type="application/json")
        assert made.status_code == 201, made.content
        address, tag = root + made.json()["role"] + "/", made["ETag"]
        changed = client.patch(
            address,
            {**body, "capabilities": [VIEW, RUN]},
            content_type="application/json",
            headers={"If-Match": tag},
        )
        assert changed.json()["capabilities"] == [VIEW, RUN]
        stale = client.patch(address, body, content_type="application/json", headers={"If-Match": tag})
        assert stale.status_code == 412
        seen = client.post(root + "see/", {"capabilities": [VIEW]}, content_type="application/json").json()
        assert "Prices" in seen["menu"]
        closed = {door["address"] for door in seen["doors"] if not door["is_open"]}
        assert "/o/<slug:organisation>/team/invite/" in closed
        assert client.delete(address).status_code == 204
