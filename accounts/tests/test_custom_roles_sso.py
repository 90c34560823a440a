"""Where own roles meet single sign-on: groups replace one, and nobody sets up a provider that gives more than they hold."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership, Organisation, SsoProvider, User
from accounts.services import custom_roles, giving, sso_admission, sso_providers
from accounts.sso import forms, selectors
from accounts.sso.identity import Identity
from accounts.tests.sso_rows import own
from accounts.tests.test_custom_roles import VIEW, RoleCase
from synthai.core.models import AuditEntry


class MeetingTests(RoleCase):
    def set_up(self, by: Any, role: str) -> Any:
        details = {"name": "Entra", "default_role": role}
        return sso_providers.create(protocol="oidc", details=details, by=by, now=timezone.now())

    def test_a_group_replaces_an_own_role(self) -> None:
        self.give(self.make(VIEW), self.cast.bongani)
        member = Membership.objects.get(pk=self.cast.bongani.membership.pk)
        given = giving.find_role(self.cast.umoja, "manager")
        sso_admission._follow_groups(member, given, by=self.cast.thandi.actor)  # noqa: SLF001 - the step itself
        row = Membership.objects.get(pk=member.pk)
        assert (row.role, row.custom_role_id) == ("manager", None)

    def test_provider_gives_no_more_than_who_sets_it_up_holds(self) -> None:
        keeper = self.give(self.make(VIEW, "accounts.sso.change", "accounts.member.view"), self.cast.bongani)
        with pytest.raises(giving.MoreThanYouHold):
            self.set_up(keeper, "administrator")
        made = self.set_up(self.cast.thandi.actor, "administrator")
        renamed = sso_providers.change(made.public_id, details={"name": "Entra ID"}, by=keeper)
        assert renamed.name == "Entra ID"

    def test_provider_gives_no_own_role_above_who_sets_it_up(self) -> None:
        big = self.make(VIEW, "pricing.recommendation.accept", name="Price keeper")
        keeper = self.give(self.make(VIEW, "accounts.sso.change"), self.cast.bongani)
        with pytest.raises(giving.MoreThanYouHold):
            self.set_up(keeper, big.public_id)
        assert self.set_up(self.cast.thandi.actor, big.public_id).default_role == big.public_id
        with pytest.raises(sso_providers.RoleNotGiven):
            self.set_up(self.cast.thandi.actor, "aaaabbbbccccdddd")

    def test_highest_is_what_may_do_most_and_a_deleted_role_gives_nothing(self) -> None:
        small, big = self.make(VIEW, name="Looks"), self.make(VIEW, "pricing.run.create", name="Runs")
        made = self.set_up(self.cast.thandi.actor, "viewer")
        groups = {"A": small.public_id, "B": big.public_id, "C": "administrator"}
        made = sso_providers.change(
            made.public_id, details={"group_roles": groups}, by=self.cast.thandi.actor
        )
        entry = AuditEntry.objects.filter(code="accounts.sso.provider_changed").latest("pk")
        assert entry.changes["group_roles"][1] == {"A": "Looks", "B": "Runs", "C": "administrator"}
        assert self.role_for(made, "A", "B") == big.public_id
        assert self.role_for(made, "A", "B", "C") == "administrator"
        assert self.role_for(made, "Chess") == "viewer"
        custom_roles.delete(small.public_id, by=self.cast.thandi.actor)
        assert self.role_for(made, "A") == "", "not the role of new people, which may do more"
        assert self.role_for(made, "A", "B") == big.public_id
        assert "A = a role that is gone" in forms.initial_of(made)["group_roles"]

    def role_for(self, provider: Any, *groups: str) -> str:
        organisation = Organisation.objects.get(pk=self.cast.umoja.pk)
        provider.organisation = organisation
        return selectors.role_for(provider, groups, organisation)

    def test_a_new_person_joins_with_an_own_role_or_is_told_that_it_was_deleted(self) -> None:
        role = self.make(VIEW, name="Shelf")
        made = self.set_up(self.cast.thandi.actor, role.public_id)
        own(self.cast.umoja, "shelf.example")
        SsoProvider.objects.filter(pk=made.pk).update(is_enabled=True)

        def arrive(name: str) -> Membership:
            provider = SsoProvider.objects.select_related("organisation").get(pk=made.pk)
            who = Identity(
                subject=name, email=f"{name}@shelf.example", name=name, groups=(), has_groups=False,
                is_email_doubted=False, sent=(),
            )  # fmt: skip
            user = sso_admission.admit(provider, who, now=timezone.now(), ip=None, request_id=None)
            return Membership.objects.get(user=user)

        first = arrive("anna")
        assert (first.role, first.custom_role_id) == (role.public_id, role.pk)
        custom_roles.delete(role.public_id, move_to="viewer", by=self.cast.thandi.actor)
        with pytest.raises(sso_admission.RoleGone, match="was deleted"):
            arrive("ben")
        assert not User.objects.filter(email="ben@shelf.example").exists(), "nothing is left half done"
