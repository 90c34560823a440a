"""What an owner and staff see of an overdue payment, and what is sent about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.mails import mails_to
from billing.engine.periods import local_date
from billing.models import Campaign, ChaseCase, Customer
from billing.services import telling
from billing.tests.pages import SLUG, LiveShop, at, make_overdue
from billing.tests.staffroom import hired
from billing.tests.test_pages_portal import text_of
from notifications.services import escalating
from synthai.core.models import OutboxEvent
from synthai.core.templatetags.synthai import za_date
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
API = f"/api/v1/o/{SLUG}/billing/subscription/"


@pytest.fixture
def overdue(live: LiveShop) -> LiveShop:
    """On Growth, today; its renewal was declined a moment ago."""
    live.subscribe("growth")
    make_overdue(live)
    return live


def case_of(shop: LiveShop) -> ChaseCase:
    with tenant(shop.organisation_id):
        return ChaseCase.objects.get()


def in_days(number: int) -> str:
    return (local_date(timezone.now()) + timedelta(days=number)).isoformat()


class TestOwner:
    def test_sees_what_comes_and_promises_a_day(self, overdue: LiveShop) -> None:
        shown = text_of(overdue.client.get(at("overview")))
        assert "A payment is overdue since" in shown
        assert "What happens if it stays open We try your card again" in shown
        assert "What is counted by the month is held to the free plan (AI credits, price runs)" in shown
        assert "everything can be exported at any time" in shown
        reply = overdue.client.post(at("promise"), {"on": in_days(5)}, follow=True)
        assert "Until then nothing changes" in text_of(reply) or "Thank you." in text_of(reply)
        assert "You promised to pay on" in text_of(reply)
        assert case_of(overdue).promised_on is not None

    def test_one_day_is_named_wherever_the_overdue_charge_is(self, overdue: LiveShop) -> None:
        charge = next(row for row in overdue.charges() if row.is_open)
        today, due = (za_date(day).replace("\xa0", " ") for day in (overdue.now, charge.due_at))
        assert today != due
        overview = text_of(overdue.client.get(at("overview")))
        alone = text_of(overdue.client.get(at("charge", charge.public_id)))
        assert f"{charge.reference} · overdue since {today}" in overview
        assert f"A payment is overdue since {today}" in overview
        assert f"Overdue since {today}" in alone
        assert due not in alone
        assert f"by {due}" not in overview

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Choose the day on which you will pay."),
            ("soon", "Write the day as year-month-day"),
            ("2020-01-01", "Choose a day from tomorrow until"),
        ],
    )
    def test_a_bad_day_is_refused_in_words(self, overdue: LiveShop, typed: str, said: str) -> None:
        assert said in text_of(overdue.client.post(at("promise"), {"on": typed}))
        assert case_of(overdue).promised_on is None

    def test_says_that_something_is_not_right(self, overdue: LiveShop) -> None:
        assert "Say what is not right" in text_of(overdue.client.post(at("objection"), {"reason": " "}))
        reply = overdue.client.post(at("objection"), {"reason": "We cancelled."}, follow=True)
        assert "We look into it" in text_of(reply)
        assert case_of(overdue).held_reason == "We cancelled."
        assert "You have objected" in text_of(
            overdue.client.post(at("objection"), {"reason": "Again."})
        ) or "We are looking into it" in text_of(overdue.client.get(at("objection")))

    def test_pages_without_anything_overdue_say_so(self, live: LiveShop) -> None:
        for name in ("promise", "objection"):
            assert "No payment is overdue" in text_of(live.client.get(at(name)))

    def test_api(self, overdue: LiveShop) -> None:
        plan = overdue.client.get(API).json()
        assert (plan["state"], plan["access"]) == ("past_due", "full")
        late = overdue.client.post(f"{API}promise/", {"on": in_days(15)}, "application/json")
        assert (late.status_code, late.json()["code"]) == (409, "billing.chase.promise_refused")
        kept = overdue.client.post(f"{API}promise/", {"on": in_days(3)}, "application/json")
        assert kept.json()["promised_on"] == in_days(3)
        held = overdue.client.post(f"{API}objection/", {"reason": "Not ours"}, "application/json")
        assert held.json()["held_until"] == in_days(10)


class TestTelling:
    def test_a_mail_leads_to_a_page_that_pays_without_signing_in(self, overdue: LiveShop) -> None:
        with tenant(overdue.organisation_id):
            Customer.objects.update(email="bills@umoja.example")
            (fact,) = OutboxEvent.objects.filter(name="billing.SubscriptionPastDue")
            telling.of_fact(str(fact.pk), fact.name, fact.payload, organisation_id=overdue.organisation_id)
        (mail,) = mails_to("bills@umoja.example")
        assert "overdue" in mail.subject
        assert "Everything goes on as it is. We try a kept card again on" in mail.text
        link = next(word for word in mail.text.split() if "/pay/" in word)
        reply = Client().get("/" + link.split("/", 3)[3])
        assert reply.status_code == 200
        assert "R 599.00" in text_of(reply)

    @pytest.mark.parametrize(
        ("action", "said"),
        [
            ("tell", "is still to be paid"),
            ("narrow", "Some things wait until"),
            ("free", "The free plan holds until"),
            ("promise_due", "the day you promised"),
            ("charge", None),
        ],
    )
    def test_each_step_says_what_it_does(self, overdue: LiveShop, action: str, said: str | None) -> None:
        payload: dict[str, Any] = {
            "subscription": overdue.subscription().public_id,
            "plan": "growth",
            "action": action,
            "access": "full",
        }
        with tenant(overdue.organisation_id):
            Customer.objects.update(email="bills@umoja.example")
            telling.of_fact(
                f"e-{action}", "billing.ChaseStepTaken", payload, organisation_id=overdue.organisation_id
            )
        assert [said in mail.subject for mail in mails_to("bills@umoja.example") if said] == (
            [True] if said else []
        )

    def test_a_payment_that_failed_for_good_goes_on_until_somebody_takes_it_or_it_is_paid(
        self, overdue: LiveShop
    ) -> None:
        payload: dict[str, Any] = {
            "subscription": overdue.subscription().public_id,
            "plan": "growth",
            "action": "free",
            "access": "free",
        }
        with tenant(overdue.organisation_id):
            for _ in range(2):
                telling.of_fact(
                    "e-free", "billing.ChaseStepTaken", payload, organisation_id=overdue.organisation_id
                )
            key = f"billing:unpaid:{payload['subscription']}:e-free"
            assert escalating.matters([key])[key].is_open
            steps = escalating.matters([key])[key].steps
            assert {each.name for each in steps} == {"Thandi Mokoena"}, (
                "the owner, and nobody else cares for it"
            )
            assert telling.settled(payload) == 1
        assert not escalating.matters([key])[key].is_open
        assert escalating.due(now=timezone.now() + timedelta(days=1)) == []


class TestStaff:
    def test_write_a_campaign_and_choose_it(self, live: LiveShop) -> None:
        staff = hired(live, is_superuser=True)
        page = reverse("admin:billing_campaign_list_deed", args=["new"])
        assert "45 end" in staff.get(page).content.decode()
        typed = {"code": "kind", "name": "Kind", "steps": "3 tell\n10 charge payday\nend", "is_default": "on"}
        assert "Line 3: “end”" in staff.post(page, typed).content.decode()
        assert "must be “end”" in staff.post(page, typed | {"steps": "3 tell"}).content.decode()
        staff.post(page, typed | {"steps": "3 tell\n10 charge payday\n40 end"})
        made = Campaign.objects.get(code="kind")
        assert [str(step) for step in made.steps.all()] == ["3: tell", "10: charge", "40: end"]
        assert made.is_default
        assert (
            "There is a campaign with the code"
            in staff.post(page, typed | {"steps": "40 end"}).content.decode()
        )
        staff.post(reverse("admin:billing_campaign_deed", args=[made.pk, "usual"]))
        made.refresh_from_db()
        assert not made.is_default

    def test_see_a_case_and_end_an_objection(self, overdue: LiveShop) -> None:
        overdue.client.post(at("objection"), {"reason": "We cancelled."})
        case, staff = case_of(overdue), hired(overdue, is_superuser=True)
        listed = staff.get(reverse("admin:billing_chasecase_changelist")).content.decode()
        assert "We cancelled." in listed
        shown = staff.get(reverse("admin:billing_chasecase_change", args=[case.pk])).content.decode()
        assert "We try your card again" in shown
        staff.post(reverse("admin:billing_chasecase_deed", args=[case.pk, "go-on"]))
        assert case_of(overdue).held_until is None
