"""Organisations made, changed, deleted and taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actors, events
from accounts.models import Membership, Organisation
from accounts.services import deletion, erasure, organisations
from accounts.services.deletion import OrganisationBeingDeleted, OrganisationNotBeingDeleted
from accounts.services.organisations import (
    NameMissing,
    TooManyOrganisations,
    VatNumberDoubtful,
    VatNumberMalformed,
)
from accounts.tests.factories import InvitationFactory, MembershipFactory, UserFactory
from notifications.models import Mail, Notification
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cases import CastTestCase
from synthai.core.versions import version_of


@pytest.mark.django_db
class TestCreate:
    def test_makes_a_south_african_organisation_with_its_owner(self) -> None:
        user = UserFactory.create(name="")
        made = organisations.create(
            name="  Mama  Thandi's ",
            vat_number="4740 101 508",
            owner_name="Thandi",
            by=actors.of_person(user),
            now=timezone.now(),
        )
        made.refresh_from_db()
        user.refresh_from_db()
        assert (made.name, made.slug, made.vat_number) == ("Mama Thandi's", "mama-thandi-s", "4740101508")
        assert (made.currency, made.locale, made.timezone) == ("ZAR", "en-ZA", "Africa/Johannesburg")
        assert user.name == "Thandi"
        assert Membership.objects.get(organisation=made).role == "owner"
        with tenant(made):
            assert AuditEntry.objects.get().code == "accounts.organisation.created"
            assert OutboxEvent.objects.get().name == events.OrganisationCreated.dotted_name()

    def test_refuses_what_is_no_number(self) -> None:
        by = actors.of_person(UserFactory.create())
        with pytest.raises(VatNumberMalformed, match="exactly 10 digits"):
            organisations.create(name="Shop", vat_number="474010150", by=by, now=timezone.now())
        assert not Organisation.objects.exists()

    def test_questions_a_doubtful_number_and_keeps_it_when_sure(self) -> None:
        by = actors.of_person(UserFactory.create())
        with pytest.raises(VatNumberDoubtful):
            organisations.create(name="Shop", vat_number="4123456789", by=by, now=timezone.now())
        made = organisations.create(
            name="Shop", vat_number="4123456789", is_vat_confirmed=True, by=by, now=timezone.now()
        )
        assert made.vat_number == "4123456789"

    def test_needs_a_name(self) -> None:
        with pytest.raises(NameMissing):
            organisations.create(name="  ", by=actors.of_person(UserFactory.create()), now=timezone.now())

    def test_brakes_at_twenty(self) -> None:
        user = UserFactory.create()
        MembershipFactory.create_batch(20, user=user, role="owner")
        with pytest.raises(TooManyOrganisations):
            organisations.create(name="One more", by=actors.of_person(user), now=timezone.now())


class ChangeTests(CastTestCase):
    def test_changes_on_record(self) -> None:
        with tenant(self.cast.umoja):
            changed = organisations.change(
                name="Umoja Fresh", by=self.thandi.actor, version=version_of(self.cast.umoja)
            )
            entry = AuditEntry.objects.get()
        assert (changed.name, changed.slug, changed.version) == ("Umoja Fresh", "umoja-foods", 2)
        assert entry.changes == {"name": ["Umoja Foods", "Umoja Fresh"]}

    def test_refuses_overtaken_version_and_wrong_role(self) -> None:
        with tenant(self.cast.umoja):
            with pytest.raises(PreconditionFailed):
                organisations.change(name="Umoja Fresh", by=self.thandi.actor, version="older")
            with pytest.raises(NotAllowed):
                organisations.change(name="Umoja Fresh", by=self.bongani.actor)


class DeletionTests(CastTestCase):
    def test_everybody_is_told_and_the_owner_can_undo(self) -> None:
        now = timezone.now()
        with tenant(self.cast.umoja):
            marked = deletion.request(by=self.thandi.actor, now=now)
            assert marked.delete_after == now + timedelta(days=30)
            assert Mail.objects.filter(kind="accounts/deletion_requested").count() == 2
            assert Notification.objects.filter(kind="accounts.deletion_requested").count() == 2
            with pytest.raises(OrganisationBeingDeleted):
                deletion.request(by=self.thandi.actor, now=now)
            kept = deletion.undo(by=self.thandi.actor)
            assert kept.delete_after is None
            assert Mail.objects.filter(kind="accounts/deletion_undone").count() == 2
            with pytest.raises(OrganisationNotBeingDeleted):
                deletion.undo(by=self.thandi.actor)

    def test_administrator_may_not(self) -> None:
        zanele = self.cast.hire("administrator")
        with tenant(self.cast.umoja), pytest.raises(NotAllowed):
            deletion.request(by=zanele.actor, now=timezone.now())

    def test_purge_waits_for_the_last_day(self) -> None:
        now = timezone.now()
        with tenant(self.cast.umoja):
            deletion.request(by=self.thandi.actor, now=now)
        assert erasure.due(now=now + timedelta(days=29)) == []
        assert not erasure.purge(self.cast.umoja.pk, now=now + timedelta(days=29))
        assert Organisation.objects.filter(slug="umoja-foods").exists()

    def test_purge_leaves_nothing_and_tells_the_owner(self) -> None:
        now = timezone.now()
        with tenant(self.cast.umoja):
            InvitationFactory.create(organisation=self.cast.umoja)
            deletion.request(by=self.thandi.actor, now=now)
        later = now + timedelta(days=30, seconds=1)
        assert erasure.due(now=later) == [self.cast.umoja.pk]
        assert erasure.purge(self.cast.umoja.pk, now=later)
        assert not erasure.purge(self.cast.umoja.pk, now=later)
        assert not Organisation.objects.filter(pk=self.cast.umoja.pk).exists()
        with tenant(self.cast.umoja.pk):
            assert AuditEntry.objects.count() == 0
            assert OutboxEvent.objects.count() == 0
        assert not Notification.objects.filter(organisation_id=self.cast.umoja.pk).exists()
        assert AuditEntry.objects.get().code == "accounts.organisation.erased"
        assert Mail.objects.get(kind="accounts/organisation_erased").recipient == "thandi@umoja.example"
        assert Organisation.objects.filter(slug="karoo-cycles").exists()
