"""The first hour: other steps for other roles, hidden by whoever wants, remembered there and then."""

import io

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import Membership
from accounts.services import logos, organisations
from accounts.tests import pictures
from accounts.tests.test_custom_roles import RoleCase
from synthai.core.dashboard import steps_for
from synthai.core.tenancy import tenant

DASHBOARD = "/o/umoja-foods/"


class ChecklistTests(RoleCase):
    def keys_of(self, person: object) -> list[str]:
        return [step.key for step in steps_for(self.present(person))]

    def test_steps_differ_by_role(self) -> None:
        assert self.keys_of(self.cast.thandi) == [
            "accounts.name",
            "accounts.details",
            "pricing.import",
            "pricing.run",
            "pricing.decide",
            "accounts.logo",
            "accounts.invite",
            "accounts.second_factor",
        ]
        assert self.keys_of(self.cast.hire("viewer")) == ["accounts.name", "accounts.second_factor"]
        clerk = self.make("pricing.import.create", name="Clerk")
        self.give(clerk, self.cast.bongani)
        assert self.keys_of(self.cast.bongani) == [
            "accounts.name",
            "pricing.import",
            "accounts.second_factor",
        ]

    def test_what_is_done_is_ticked(self) -> None:
        Authenticator.objects.create(user=self.cast.bongani.user, type="totp", data={})
        done = {step.key: step.is_done for step in steps_for(self.present(self.cast.bongani))}
        assert (done["accounts.name"], done["accounts.second_factor"]) == (True, True)
        owner = {step.key: step.is_done for step in steps_for(self.present(self.cast.thandi))}
        assert (owner["accounts.details"], owner["accounts.second_factor"]) == (False, False)

    def test_a_logo_ticks_its_own_step_and_no_other(self) -> None:
        thandi, before = self.cast.thandi, {}
        for number in range(3):
            done = {step.key for step in steps_for(self.present(thandi)) if step.is_done}
            before[number] = done & {"accounts.logo", "accounts.details"}
            with tenant(self.cast.umoja):
                if number == 0:
                    content = io.BytesIO(pictures.png())
                    logos.replace(content, by=thandi.actor, now=timezone.now())
                else:
                    organisations.change(by=thandi.actor, name="Umoja Fresh")
        assert before == {0: set(), 1: {"accounts.logo"}, 2: {"accounts.logo", "accounts.details"}}

    def test_hidden_by_one_stays_hidden_for_that_one_in_that_organisation(self) -> None:
        mine, other = self.cast.thandi.client(), self.cast.bongani.client()
        self.assertContains(mine.get(DASHBOARD), "Hide these steps")
        self.assertRedirects(mine.post(f"{DASHBOARD}checklist/"), DASHBOARD)
        page = mine.get(DASHBOARD)
        self.assertNotContains(page, "Your first hour")
        self.assertContains(page, "Show the steps again")
        self.assertContains(page, "Some first steps are left")
        self.assertNotContains(page, "All set")
        self.assertContains(other.get(DASHBOARD), "Your first hour")
        assert Membership.objects.filter(checklist_hidden_at__isnull=False).count() == 1
        mine.post(f"{DASHBOARD}checklist/", {"show": "1"})
        self.assertContains(mine.get(DASHBOARD), "Your first hour")
