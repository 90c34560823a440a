"""What accounts offers to core: the checklist's step, who may listen, whom to notify; and its background work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import checklist, live, roles, selectors, tasks
from accounts.models import Organisation, TokenFamily
from accounts.services import deletion, tokens
from accounts.tests.factories import InvitationFactory, UserFactory
from synthai.core.realtime import may_listen, organisation_topic
from synthai.core.tenancy import tenant
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.queries import assert_max_queries


class ChecklistTests(CastTestCase):
    def test_step_is_done_with_a_colleague(self) -> None:
        with tenant(self.cast.umoja), assert_max_queries(2):
            step = checklist.invite_step(self.thandi.actor)
        assert step is not None
        assert step.is_done
        assert step.url == "/o/umoja-foods/team/invite/"

    def test_open_invitation_counts_and_nobody_does_not(self) -> None:
        with tenant(self.cast.karoo):
            alone = checklist.invite_step(self.charlize.actor)
            InvitationFactory.create(organisation=self.cast.karoo)
            invited = checklist.invite_step(self.charlize.actor)
        assert alone is not None
        assert invited is not None
        assert (alone.is_done, invited.is_done) == (False, True)

    def test_not_offered_to_who_may_not_invite(self) -> None:
        with tenant(self.cast.umoja):
            assert checklist.invite_step(self.bongani.actor) is None


class ListenTests(CastTestCase):
    def test_members_hear_their_organisation_only(self) -> None:
        topic = organisation_topic(self.cast.umoja.public_id, "runs")
        assert may_listen(self.bongani.user, topic)
        assert not may_listen(self.charlize.user, topic)
        assert not live.is_member(self.bongani.user, f"org.{self.cast.umoja.public_id}")


class SelectorTests(CastTestCase):
    def test_finds_whom_to_notify(self) -> None:
        viewer = self.cast.hire("viewer")
        held = selectors.member_ids_holding(self.cast.umoja.pk, "accounts.member.invite")
        assert held == [self.thandi.user.pk]
        everybody = selectors.user_ids_of(self.cast.umoja.pk)
        assert set(everybody) == {self.thandi.user.pk, self.bongani.user.pk, viewer.user.pk}
        assert selectors.labels_of([self.bongani.user.pk]) == {self.bongani.user.pk: "Bongani Dlamini"}
        assert selectors.owner_of(self.cast.umoja.pk) == self.thandi.user


class RoleTests(CastTestCase):
    def test_each_role_holds_what_the_next_one_holds(self) -> None:
        held = [roles.capabilities_of(role) for role in roles.ROLES]
        assert all(below <= above for above, below in zip(held, held[1:], strict=False))

    def test_viewer_looks_downloads_learns_and_asks_only(self) -> None:
        assert all(
            code.endswith((".view", ".export", ".learn", ".read", ".search.use", ".question.ask"))
            for code in roles.capabilities_of("viewer")
        )

    def test_organisation_on_its_way_out_is_for_reading(self) -> None:
        left = roles.capabilities_of("owner", is_being_deleted=True)
        assert "accounts.organisation.delete" in left
        assert "accounts.member.view" in left
        assert "accounts.member.invite" not in left
        assert "accounts.organisation.delete" not in roles.capabilities_of("viewer", is_being_deleted=True)


class TaskTests(CastTestCase):
    def test_purges_what_is_due(self) -> None:
        now = timezone.now()
        with tenant(self.cast.umoja):
            deletion.request(by=self.thandi.actor, now=now - timedelta(days=31))
        tasks.organisation_purge(purged_id=self.cast.umoja.pk)
        tasks.organisation_purge(purged_id=self.cast.karoo.pk)
        assert list(Organisation.objects.values_list("slug", flat=True)) == ["karoo-cycles"]


@pytest.mark.django_db
def test_forgets_sign_ins_of_long_ago() -> None:
    now = timezone.now()
    old = TokenFamily(user=UserFactory.create(), expires_at=now - timedelta(days=91))
    kept = TokenFamily(user=UserFactory.create(), expires_at=now - timedelta(days=89))
    TokenFamily.objects.bulk_create([old, kept])
    assert tokens.forget_old(now=now) == 1
    assert TokenFamily.objects.get() == kept
