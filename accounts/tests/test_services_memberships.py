"""Who works in an organisation, and as what."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import events
from accounts.models import Membership
from accounts.services import deletion, memberships
from accounts.services.gate import NoLongerMember
from accounts.services.memberships import AlreadyOwner, MemberNotFound, OwnerStays, RoleUnknown, UndoTooLate
from notifications.models import Mail
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cases import CastTestCase


class MembershipsCase(CastTestCase):
    def setUp(self) -> None:
        scope = tenant(self.cast.umoja)
        scope.__enter__()
        self.addCleanup(scope.__exit__, None, None, None)

    def last_audit(self) -> AuditEntry:
        newest: AuditEntry = AuditEntry.objects.order_by("-pk")[0]
        return newest

    def event_names(self) -> list[str]:
        return list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))


class ChangeRoleTests(MembershipsCase):
    def test_changes_role_on_record(self) -> None:
        changed = memberships.change_role(
            self.bongani.membership.public_id, role="manager", by=self.thandi.actor
        )
        assert changed.role == "manager"
        assert changed.version == 2
        entry = self.last_audit()
        assert entry.code == "accounts.member.role_changed"
        assert entry.changes == {"role": ["member", "manager"]}
        assert entry.actor_user_id == self.thandi.user.pk
        assert self.event_names() == [events.MemberRoleChanged.dotted_name()]

    def test_same_role_writes_nothing(self) -> None:
        memberships.change_role(self.bongani.membership.public_id, role="member", by=self.thandi.actor)
        assert self.event_names() == []

    def test_refuses_owner_as_role(self) -> None:
        with pytest.raises(RoleUnknown):
            memberships.change_role(self.bongani.membership.public_id, role="owner", by=self.thandi.actor)

    def test_owner_keeps_the_role(self) -> None:
        zanele = self.cast.hire("administrator")
        with pytest.raises(OwnerStays):
            memberships.change_role(self.thandi.membership.public_id, role="viewer", by=zanele.actor)

    def test_refuses_member(self) -> None:
        with pytest.raises(NotAllowed):
            memberships.change_role(self.bongani.membership.public_id, role="manager", by=self.bongani.actor)

    def test_refuses_member_of_another_organisation(self) -> None:
        with pytest.raises(MemberNotFound):
            memberships.change_role(self.charlize.membership.public_id, role="viewer", by=self.thandi.actor)

    def test_refuses_overtaken_version(self) -> None:
        with pytest.raises(PreconditionFailed):
            memberships.change_role(
                self.bongani.membership.public_id, role="viewer", by=self.thandi.actor, version="older"
            )

    def test_undo_refuses_when_role_changed_since(self) -> None:
        with pytest.raises(UndoTooLate):
            memberships.change_role(
                self.bongani.membership.public_id, role="viewer", by=self.thandi.actor, expected="manager"
            )

    def test_asks_again_what_the_actor_may_do_now(self) -> None:
        zanele = self.cast.hire("administrator")
        Membership.objects.filter(pk=zanele.membership.pk).update(role="viewer")
        with pytest.raises(NotAllowed):
            memberships.change_role(self.bongani.membership.public_id, role="viewer", by=zanele.actor)

    def test_refuses_everything_while_being_deleted(self) -> None:
        deletion.request(by=self.thandi.actor, now=timezone.now())
        with pytest.raises(NotAllowed):
            memberships.change_role(self.bongani.membership.public_id, role="viewer", by=self.thandi.actor)


class RemoveTests(MembershipsCase):
    def test_removes_and_restores(self) -> None:
        removed = memberships.remove(self.bongani.membership.public_id, by=self.thandi.actor)
        assert not Membership.objects.filter(user=self.bongani.user).exists()
        assert self.last_audit().code == "accounts.member.removed"
        memberships.restore(
            self.bongani.user.public_id, role=removed.role, by=self.thandi.actor, now=timezone.now()
        )
        assert Membership.objects.get(user=self.bongani.user).role == "member"
        assert self.last_audit().code == "accounts.member.restored"
        assert self.event_names() == [events.MemberRemoved.dotted_name(), events.MemberJoined.dotted_name()]

    def test_never_removes_the_owner(self) -> None:
        zanele = self.cast.hire("administrator")
        with pytest.raises(OwnerStays):
            memberships.remove(self.thandi.membership.public_id, by=zanele.actor)

    def test_who_was_removed_may_do_nothing_more(self) -> None:
        zanele = self.cast.hire("administrator")
        memberships.remove(zanele.membership.public_id, by=self.thandi.actor)
        with pytest.raises(NoLongerMember):
            memberships.remove(self.bongani.membership.public_id, by=zanele.actor)

    def test_restore_gives_no_owner_role(self) -> None:
        with pytest.raises(UndoTooLate):
            memberships.restore(
                self.charlize.user.public_id, role="owner", by=self.thandi.actor, now=timezone.now()
            )

    def test_member_leaves(self) -> None:
        memberships.leave(by=self.bongani.actor)
        assert not Membership.objects.filter(user=self.bongani.user).exists()
        assert self.last_audit().code == "accounts.member.left"

    def test_owner_cannot_leave(self) -> None:
        with pytest.raises(OwnerStays):
            memberships.leave(by=self.thandi.actor)


class TransferTests(MembershipsCase):
    def test_hands_over_and_tells_both(self) -> None:
        heir = memberships.transfer_ownership(
            self.bongani.membership.public_id, by=self.thandi.actor, now=timezone.now()
        )
        roles = dict(
            Membership.objects.filter(organisation=self.cast.umoja).values_list("user__email", "role")
        )
        assert heir.role == "owner"
        assert roles == {"bongani@umoja.example": "owner", "thandi@umoja.example": "administrator"}
        assert self.last_audit().code == "accounts.organisation.transferred"
        recipients = set(Mail.objects.values_list("recipient", flat=True))
        assert recipients == {"thandi@umoja.example", "bongani@umoja.example"}

    def test_refuses_the_owner_as_heir(self) -> None:
        with pytest.raises(AlreadyOwner):
            memberships.transfer_ownership(
                self.thandi.membership.public_id, by=self.thandi.actor, now=timezone.now()
            )

    def test_refuses_administrator(self) -> None:
        zanele = self.cast.hire("administrator")
        with pytest.raises(NotAllowed):
            memberships.transfer_ownership(zanele.membership.public_id, by=zanele.actor, now=timezone.now())

    def test_database_refuses_second_owner(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=self.bongani.membership.pk).update(role="owner")
