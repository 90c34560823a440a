"""An organisation asks for a second factor: days of grace, then the way to set it up; and so does the staff admin."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from accounts import second_factor
from accounts.models import Organisation
from accounts.services import factor_rules
from accounts.services.factor_rules import FactorRuleUnclear, WouldLockOut
from notifications.models import Notification
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import PASSWORD, Cast, Person
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)
HOME = "/o/umoja-foods/"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def ask(cast: Cast, *roles: str, days: int = 14, at: datetime = NOON, by: Person | None = None) -> None:
    with tenant(cast.umoja):
        factor_rules.set_rule(roles=roles, grace_days=days, by=(by or cast.thandi).actor, now=at)


def client_at(person: Person, at: datetime) -> Client:
    with time_machine.travel(at, tick=False):
        return person.client()


class TestRule:
    def test_is_set_on_a_page_and_told(self, cast: Cast) -> None:
        page = cast.thandi.client()
        reply = page.post("/o/umoja-foods/settings/second-factor/", {"roles": ["member"], "grace_days": 7})
        assert reply.status_code == 302, reply.content
        assert Organisation.objects.get(slug="umoja-foods").second_factor["grace_days"] == 7
        with tenant(cast.umoja):
            entry = AuditEntry.objects.get(code="accounts.second_factor.rule_set")
        assert entry.changes["roles"] == [[], ["member"]]
        assert Notification.objects.get().user == cast.bongani.user
        shown = page.get("/o/umoja-foods/settings/second-factor/").content.decode()
        assert "Until" in shown

    def test_only_by_who_may_change_the_organisation(self, cast: Cast) -> None:
        with pytest.raises(NotAllowed):
            ask(cast, "owner", by=cast.bongani)

    @pytest.mark.parametrize(("role", "days"), [("king", 14), ("member", 91), ("member", -1)])
    def test_refuses_what_makes_no_sense(self, cast: Cast, role: str, days: int) -> None:
        with pytest.raises(FactorRuleUnclear):
            ask(cast, role, days=days)

    def test_a_role_keeps_its_day(self, cast: Cast) -> None:
        ask(cast, "member")
        ask(cast, "member", "viewer", at=NOON + timedelta(days=5))
        roles = Organisation.objects.get(slug="umoja-foods").second_factor["roles"]
        assert roles == {"member": NOON.isoformat(), "viewer": (NOON + timedelta(days=5)).isoformat()}

    def test_adding_a_role_leaves_the_others_their_days(self, cast: Cast) -> None:
        ask(cast, "member", days=30)
        day = NOON + timedelta(days=5)
        ask(cast, "member", "viewer", days=0, at=day)
        rule = Organisation.objects.get(slug="umoja-foods").second_factor
        assert rule["days"] == {"member": 30, "viewer": 0}
        bongani = type(cast.bongani.membership).objects.get(pk=cast.bongani.membership.pk)
        bongani.joined_at = NOON - timedelta(days=100)
        assert second_factor.deadline(bongani) == NOON + timedelta(days=30)

    def test_adding_a_role_opens_nothing_that_had_ended(self, cast: Cast) -> None:
        ask(cast, "member", days=0)
        ask(cast, "member", "viewer", days=90, at=NOON + timedelta(days=5))
        assert Organisation.objects.get(slug="umoja-foods").second_factor["days"] == {
            "member": 0,
            "viewer": 90,
        }

    def test_days_alone_change_for_all(self, cast: Cast) -> None:
        ask(cast, "member", "viewer", days=30)
        ask(cast, "member", "viewer", days=7)
        assert Organisation.objects.get(slug="umoja-foods").second_factor["days"] == {
            "member": 7,
            "viewer": 7,
        }

    def test_a_rule_of_before_is_read_as_it_was(self, cast: Cast) -> None:
        cast.umoja.second_factor = {"roles": {"member": NOON.isoformat()}, "grace_days": 21}
        cast.umoja.save()
        assert second_factor.days_of(cast.umoja) == {"member": 21}
        ask(cast, "member", "viewer", days=0)
        assert Organisation.objects.get(slug="umoja-foods").second_factor["days"] == {
            "member": 21,
            "viewer": 0,
        }

    def test_nobody_locks_themselves_out_unawares(self, cast: Cast) -> None:
        page, address = cast.thandi.client(), "/o/umoja-foods/settings/second-factor/"
        shown = page.get(address).content.decode()
        people = type(cast.thandi.membership).objects.filter(organisation=cast.umoja).count()
        assert f"{people} people have no second factor today, you among them" in shown
        reply = page.post(address, {"roles": ["owner", "member"], "grace_days": 0})
        assert "would shut you out at once" in reply.content.decode()
        assert Organisation.objects.get(slug="umoja-foods").second_factor == {}
        assert page.post(address, {"roles": ["member"], "grace_days": 0}).status_code == 302
        TOTP.activate(cast.thandi.user, pyotp.random_base32())
        assert "you among them" not in page.get(address).content.decode()
        assert page.post(address, {"roles": ["owner", "member"], "grace_days": 0}).status_code == 302
        assert page.get(HOME).status_code == 200

    def test_not_by_fewer_days_either(self, cast: Cast) -> None:
        type(cast.thandi.membership).objects.update(joined_at=NOON - timedelta(days=100))
        ask(cast, "owner", days=30)
        with pytest.raises(WouldLockOut):
            ask(cast, "owner", days=3, at=NOON + timedelta(days=4))


class TestGrace:
    def test_lets_in_and_says_until_when(self, cast: Cast) -> None:
        type(cast.bongani.membership).objects.update(joined_at=NOON - timedelta(days=100))
        ask(cast, "member")
        day = NOON + timedelta(days=13)
        client = client_at(cast.bongani, day)
        with time_machine.travel(day, tick=False):
            shown = client.get(HOME)
        assert shown.status_code == 200
        assert "5\xa0December 2026" in shown.content.decode()

    def test_afterwards_leads_to_setting_it_up(self, cast: Cast) -> None:
        type(cast.bongani.membership).objects.update(joined_at=NOON - timedelta(days=100))
        ask(cast, "member")
        day = NOON + timedelta(days=15)
        client = client_at(cast.bongani, day)
        with time_machine.travel(day, tick=False):
            assert client.get(HOME).headers["Location"] == "/accounts/2fa/?next=%2Fo%2Fumoja-foods%2F"
            assert "Umoja Foods requires" in client.get("/accounts/2fa/").content.decode()
            api = client.get("/api/v1/o/umoja-foods/")
            assert (api.status_code, api.json()["code"]) == (403, "accounts.second_factor_required")
            TOTP.activate(cast.bongani.user, pyotp.random_base32())
            assert client.get(HOME).status_code == 200

    def test_asks_nothing_of_other_roles_and_organisations(self, cast: Cast) -> None:
        ask(cast, "member", days=0)
        day = NOON + timedelta(days=400)
        for person, home in ((cast.thandi, HOME), (cast.charlize, "/o/karoo-cycles/")):
            client = client_at(person, day)
            with time_machine.travel(day, tick=False):
                assert client.get(home).status_code == 200

    def test_a_newcomer_has_the_days_from_joining(self, cast: Cast) -> None:
        ask(cast, "viewer", days=14, at=NOON - timedelta(days=300))
        newcomer = cast.hire("viewer", name="Lerato")
        assert newcomer.client().get(HOME).status_code == 200

    def test_a_stranger_still_sees_nothing(self, cast: Cast) -> None:
        ask(cast, "member", days=0)
        assert cast.charlize.client().get(HOME).status_code == 404

    def test_costs_no_query_without_a_rule(self, cast: Cast) -> None:
        with assert_max_queries(0):
            assert second_factor.lets_in(cast.bongani.membership, cast.bongani.user, now=NOON)


class TestStaff:
    @pytest.fixture(autouse=True)
    def _asked(self, settings: Any) -> None:
        settings.STAFF_SECOND_FACTOR = True

    def staff(self, cast: Cast) -> Client:
        user = cast.charlize.user
        user.is_staff = user.is_superuser = True
        user.save()
        return cast.charlize.client()

    def test_without_a_factor_are_led_to_setting_one_up(self, cast: Cast) -> None:
        client = self.staff(cast)
        reply = client.get("/admin/", follow=True)
        assert reply.redirect_chain[-1][0].startswith("/accounts/2fa/?next=")

    def test_with_one_are_asked_to_use_it(self, cast: Cast) -> None:
        secret = pyotp.random_base32()
        TOTP.activate(cast.charlize.user, secret)
        client = self.staff(cast)
        reply = client.get("/admin/", follow=True)
        assert reply.redirect_chain[-1][0].startswith("/accounts/2fa/reauthenticate/?next=")
        client.post("/accounts/2fa/reauthenticate/", {"code": pyotp.TOTP(secret).now(), "next": "/admin/"})
        assert client.get("/admin/").status_code == 200

    def test_a_password_is_not_a_second_factor(self, cast: Cast) -> None:
        client = self.staff(cast)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert client.get("/admin/").status_code == 302

    def test_is_off_on_a_laptop(self, cast: Cast, settings: Any) -> None:
        settings.STAFF_SECOND_FACTOR = False
        assert self.staff(cast).get("/admin/").status_code == 200
