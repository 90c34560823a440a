"""Branches: added, renamed, closed, given to people, and what rules make of them."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actors, invitation_links, policy, selectors, undo
from accounts.models import AccessRule, Branch, BranchMember, Invitation, Membership, Organisation
from accounts.services import acceptance, api_keys, branches, giving, invitations, memberships, placing, rules
from accounts.tests.factories import ApiKeyFactory, BranchFactory
from accounts.tests.test_custom_roles import RoleCase
from synthai.core.access import RefusedByRule, require
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.rules import Facts
from synthai.core.tenancy import tenant

ACCEPT, VIEW = "pricing.recommendation.accept", "pricing.product.view"
ROOT, PAGE = "/api/v1/o/umoja-foods/", "/o/umoja-foods/settings/branches/"


class BranchCase(RoleCase):
    def setUp(self) -> None:
        super().setUp()
        by = self.cast.thandi.actor
        self.soweto = branches.create(name="Soweto", code="sow", by=by)
        self.durban = branches.create(name="Durban North", code="DBN-N", city="Durban", by=by)

    def put(self, person: Any, *places: Branch, by: Any = None) -> Any:
        ids = [branch.public_id for branch in places]
        member = person.membership.public_id
        memberships.change_branches(member, branches=ids, by=by or self.cast.thandi.actor)
        return self.present(person)

    def limit(
        self, effect: str = "allow", *places: Branch, action: str = ACCEPT, subject: Any = None
    ) -> AccessRule:
        definition = {
            "effect": effect,
            "subject": subject or {"kind": "role", "id": "manager"},
            "actions": [action],
            "when": {"branch": [branch.public_id for branch in places or (self.soweto,)]},
        }
        return rules.create(name="Only there", definition=definition, by=self.cast.thandi.actor)


class ServiceTests(BranchCase):
    def test_added_on_record_with_its_code_in_capitals(self) -> None:
        assert (self.soweto.code, self.durban.city) == ("SOW", "Durban")
        entry = AuditEntry.objects.get(code="accounts.branch.created", object_id=self.soweto.public_id)
        assert entry.changes["name"] == [None, "Soweto"]
        assert OutboxEvent.objects.filter(name="accounts.BranchChanged").count() == 2

    def test_names_and_codes_tell_branches_apart(self) -> None:
        by = self.cast.thandi.actor
        with pytest.raises(branches.BranchNameTaken):
            branches.create(name=" soweto ", code="X", by=by)
        with pytest.raises(branches.BranchCodeTaken, match="“Soweto” has the code SOW"):
            branches.create(name="Other", code="Sow", by=by)
        for wrong in ("", "-A", "Ä", "A" * 13, "A B"):
            with pytest.raises(branches.BranchCodeWrong):
                branches.create(name="Other", code=wrong, by=by)
        with pytest.raises(branches.BranchNameMissing):
            branches.create(name="  ", code="X", by=by)

    def test_database_keeps_codes_in_capitals_and_apart(self) -> None:
        for name, code in (("Other", "sow"), ("Another", "SOW")):
            with pytest.raises(IntegrityError), transaction.atomic():
                BranchFactory(organisation=self.cast.umoja, name=name, code=code)

    def test_there_is_a_most(self) -> None:
        made = [
            Branch(organisation=self.cast.umoja, name=f"B{number}", code=f"B{number}")
            for number in range(branches.KEPT_AT_MOST - 2)
        ]
        Branch.objects.bulk_create(made)
        with pytest.raises(branches.TooManyBranches):
            branches.create(name="One more", code="X", by=self.cast.thandi.actor)

    def test_only_who_holds_it_changes_branches(self) -> None:
        with pytest.raises(NotAllowed):
            branches.close(self.soweto.public_id, by=self.cast.hire("manager").actor)

    def test_closed_keeps_its_people_and_takes_nobody_new(self) -> None:
        by = self.cast.thandi.actor
        self.put(self.cast.bongani, self.soweto)
        branches.close(self.soweto.public_id, by=by)
        assert selectors.member_ids_in_branch(self.cast.umoja.pk, self.soweto.public_id) == [
            self.cast.bongani.user.pk
        ]
        assert [branch.name for branch in selectors.branches_of(self.cast.umoja.pk)] == ["Durban North"]
        self.put(self.cast.bongani, self.soweto, self.durban)
        with pytest.raises(placing.BranchUnknown, match="“Soweto” is not an open branch"):
            self.put(self.cast.hire("viewer"), self.soweto)
        branches.reopen(self.soweto.public_id, by=by)
        assert Branch.objects.open().count() == 2

    def test_rules_in_force_keep_a_branch_open(self) -> None:
        by = self.cast.thandi.actor
        rule = self.limit("allow", self.soweto)
        with pytest.raises(branches.BranchRuled, match="speak of it: “Only there”"):
            branches.close(self.soweto.public_id, by=by)
        rules.change(rule.public_id, name=rule.name, definition=rule.definition, is_active=False, by=by)
        branches.close(self.soweto.public_id, by=by)
        with pytest.raises(rules.RuleWrong, match="The branch “Soweto” is closed"):
            rules.change(rule.public_id, name=rule.name, definition=rule.definition, is_active=True, by=by)


class PeopleTests(BranchCase):
    def test_put_into_branches_on_record(self) -> None:
        actor = self.put(self.cast.bongani, self.soweto, self.durban)
        assert actor.branches == {self.soweto.public_id, self.durban.public_id}
        entry = AuditEntry.objects.get(code="accounts.member.branches_changed")
        assert entry.changes["branches"] == [[], ["Durban North", "Soweto"]]
        assert BranchMember.objects.count() == 2
        assert self.put(self.cast.bongani).branches == frozenset()
        assert not BranchMember.objects.exists()

    def test_branch_of_another_organisation_is_unknown(self) -> None:
        with tenant(self.cast.karoo):
            foreign: Any = BranchFactory(organisation=self.cast.karoo, name="Karoo", code="KAR")
        with pytest.raises(placing.BranchUnknown):
            self.put(self.cast.bongani, foreign)
        self.refuse(membership=self.cast.bongani.membership, branch_id=foreign.pk)

    def test_membership_of_another_organisation_is_refused_by_the_database(self) -> None:
        self.refuse(membership=self.cast.charlize.membership, branch=self.soweto)

    def refuse(self, **row: Any) -> None:
        """The database refuses such a row, when it looks."""
        savepoint = transaction.savepoint()
        BranchMember.objects.create(organisation=self.cast.umoja, **row)
        with pytest.raises(IntegrityError, match="in_tenant"):
            connection.check_constraints()
        transaction.savepoint_rollback(savepoint)

    def test_rows_go_with_the_membership_and_undo_brings_them_back(self) -> None:
        self.put(self.cast.bongani, self.soweto)
        by = self.cast.thandi.actor
        removed = memberships.remove(self.cast.bongani.membership.public_id, by=by)
        assert not BranchMember.objects.exists()
        undo.take(undo.note(undo.of_removal(removed, by=by)), by=by)
        back = Membership.objects.get(organisation=self.cast.umoja, user=self.cast.bongani.user)
        assert back.branch_ids == [self.soweto.public_id]
        assert BranchMember.objects.get().membership_id == back.pk

    def test_rows_go_with_the_person_outside_every_tenant(self) -> None:
        self.put(self.cast.bongani, self.soweto)
        Membership.objects.filter(user=self.cast.bongani.user).delete()
        assert not BranchMember.objects.exists()

    def test_invited_into_a_branch(self) -> None:
        now, by = timezone.now(), self.cast.thandi.actor
        wanted = [self.soweto.public_id, self.durban.public_id]
        sent = invitations.send("new@umoja.example", role="viewer", branches=wanted, by=by, now=now)
        branches.close(self.durban.public_id, by=by)
        token = invitation_links.token_of(sent, self.cast.umoja)
        joined = acceptance.accept_as_new(token, name="New", password="umoja-ngumuntu-8", now=now)  # noqa: S106
        assert joined.branch_ids == [self.soweto.public_id]
        with pytest.raises(placing.BranchUnknown):
            invitations.send("x@umoja.example", role="viewer", branches=wanted, by=by, now=now)
        assert Invitation.objects.count() == 1

    def test_nobody_moves_out_of_a_limit_that_binds_them(self) -> None:
        admin = self.cast.hire("administrator")
        self.limit("allow", self.soweto, subject={"kind": "everybody"})
        present = self.put(admin, self.durban)
        assert not present.can(ACCEPT, Facts())
        for person in (admin, self.cast.bongani):
            with pytest.raises(giving.MoreThanYouHold):
                self.put(person, self.soweto, by=present)
        with pytest.raises(giving.MoreThanYouHold):
            invitations.send(
                "x@umoja.example",
                role="administrator",
                branches=[self.soweto.public_id],
                by=present,
                now=timezone.now(),
            )

    def test_who_may_do_more_is_not_moved(self) -> None:
        with pytest.raises(giving.AboveYou):
            self.put(self.cast.thandi, self.soweto, by=self.cast.hire("administrator").actor)


class RuleTests(BranchCase):
    def test_the_branch_of_who_acts_decides(self) -> None:
        manager = self.cast.hire("manager")
        self.limit("allow", self.soweto)
        assert not self.present(manager).can(ACCEPT, Facts())
        assert not self.put(manager, self.durban).can(ACCEPT, Facts())
        assert self.put(manager, self.durban, self.soweto).can(ACCEPT, Facts())

    def test_a_deny_covers_who_belongs_to_no_branch(self) -> None:
        manager = self.cast.hire("manager")
        self.limit("deny", self.soweto)
        assert not self.present(manager).can(ACCEPT, Facts())
        assert not self.put(manager, self.soweto).can(ACCEPT, Facts())
        assert self.put(manager, self.durban).can(ACCEPT, Facts())

    def test_refusal_names_the_branches_and_follows_a_new_name(self) -> None:
        manager = self.cast.hire("manager")
        self.limit("allow", self.soweto, self.durban)
        with pytest.raises(RefusedByRule, match="only when the branch is Durban North or Soweto"):
            require(self.present(manager), ACCEPT, Facts())
        branches.change(self.soweto.public_id, name="Soweto Mall", code="SOW", by=self.cast.thandi.actor)
        with pytest.raises(RefusedByRule, match="Durban North or Soweto Mall"):
            require(self.present(manager), ACCEPT, Facts())

    def test_keys_act_from_the_branches_of_who_is_responsible(self) -> None:
        manager = self.cast.hire("manager")
        key: Any = ApiKeyFactory(organisation=self.cast.umoja, responsible=manager.user, scopes=[ACCEPT])
        self.limit("allow", self.soweto)

        def acting() -> Any:
            found = selectors.key_with_role(self.cast.umoja.pk, key.public_id)
            assert found is not None
            return actors.of_key(found.key, role=found.role, branches=found.branches)

        assert ACCEPT in api_keys.offered()
        assert not acting().can(ACCEPT, Facts())
        self.put(manager, self.soweto)
        assert acting().can(ACCEPT, Facts())

    def test_only_branches_of_rules_in_force_are_in_the_policy(self) -> None:
        self.limit("allow", self.soweto)
        kept = Organisation.objects.get(pk=self.cast.umoja.pk)
        assert kept.policy["branches"] == {self.soweto.public_id: "Soweto"}
        assert policy.of(kept).rules[0].branches == {self.soweto.public_id: "Soweto"}

    def test_linter_knows_branches_by_id_and_people_by_place(self) -> None:
        with pytest.raises(rules.RuleWrong, match="There is no branch with the id “Soweto”"):
            rules.create(
                name="By name",
                definition={
                    "effect": "allow",
                    "subject": {"kind": "everybody"},
                    "actions": [ACCEPT],
                    "when": {"branch": ["Soweto"]},
                },
                by=self.cast.thandi.actor,
            )
        manager = self.cast.hire("manager", name="Thabo")
        rule = self.limit("allow", self.soweto, subject={"kind": "person", "id": manager.user.public_id})
        found = rules.findings_of(self.cast.umoja, rule.definition, without=rule.public_id)
        assert [each.code for each in found] == ["elsewhere"]
        self.put(manager, self.soweto)
        assert rules.findings_of(self.cast.umoja, rule.definition, without=rule.public_id) == []

    def test_a_request_asks_no_query_more_for_branches(self) -> None:
        client = self.cast.bongani.client()
        client.get(f"{ROOT}members/")
        with CaptureQueriesContext(connection) as plain:
            assert client.get(f"{ROOT}members/").status_code == 200
        self.put(self.cast.bongani, self.soweto)
        self.limit("allow", self.soweto, action="accounts.member.view", subject={"kind": "everybody"})
        with CaptureQueriesContext(connection) as placed:
            assert client.get(f"{ROOT}members/").status_code == 200
        assert len(placed) == len(plain)
        self.put(self.cast.bongani, self.durban)
        refused = client.get(f"{ROOT}members/")
        assert refused.status_code == 403
        assert "the branch is Soweto" in refused.json()["detail"]
