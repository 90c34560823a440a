"""Where own roles meet single sign-on: groups replace one, and nobody sets up a provider that gives more than they hold."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.services import giving, sso_admission, sso_providers
from accounts.tests.test_custom_roles import VIEW, RoleCase


class MeetingTests(RoleCase):
    def set_up(self, by: Any, role: str) -> Any:
        details = {"name": "Entra", "default_role": role}
        return sso_providers.create(protocol="oidc", details=details, by=by, now=timezone.now())

    def test_a_group_replaces_an_own_role(self) -> None:
        self.give(self.make(VIEW), self.cast.bongani)
        member = Membership.objects.get(pk=self.cast.bongani.membership.pk)
        sso_admission._follow_groups(member, "manager", by=self.cast.thandi.actor)  # noqa: SLF001 - the step itself
        row = Membership.objects.get(pk=member.pk)
        assert (row.role, row.custom_role_id) == ("manager", None)

    def test_provider_gives_no_more_than_who_sets_it_up_holds(self) -> None:
        keeper = self.give(self.make(VIEW, "accounts.sso.change", "accounts.member.view"), self.cast.bongani)
        with pytest.raises(giving.MoreThanYouHold):
            self.set_up(keeper, "administrator")
        made = self.set_up(self.cast.thandi.actor, "administrator")
        renamed = sso_providers.change(made.public_id, details={"name": "Entra ID"}, by=keeper)
        assert renamed.name == "Entra ID"
