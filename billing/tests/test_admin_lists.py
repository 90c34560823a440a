"""Figures, the desk and the lists of the administration: what they show, lead to and cost."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import (
    Charge,
    CreditEntry,
    GatewayMessage,
    Payment,
    PaymentMethod,
    Subscription,
)
from billing.services import credit, subscriptions
from billing.tests.factories import Shop
from billing.tests.staffroom import all_rows, entries, get, page
from synthai.core.access import system_actor
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db


class TestFigures:
    def test_the_page_and_the_front_page_show_them_and_lead_on(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("growth")
        answer = staff.get(reverse("admin:billing-figures"))
        shown = answer.content.decode()
        assert "Monthly revenue" in shown
        assert "599.00" in shown
        assert entries("staff.billing.figures")
        for tile in answer.context["tiles"]:
            assert tile.advice
            assert staff.get(tile.url).status_code == 200, tile.url
        front = {tile.label for tile in staff.get(reverse("admin:index")).context["tiles"]}
        assert {"Monthly revenue", "Trials", "Overdue", "Payment messages", "Bank lines to match"} <= front

    def test_the_desk_says_plan_next_charge_and_credit(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("growth")
        desk = staff.get(reverse("admin:organisation-desk", args=[now_shop.organisation_id])).content.decode()
        for words in ("Growth, monthly", "Next charge", "Credit:", "What if", "Give credit"):
            assert words in desk
        other = staff.get(reverse("admin:organisation-desk", args=[now_shop.cast.karoo.pk])).content.decode()
        assert "No plan yet" in other


def test_lists_cost_the_same_for_many_rows(now_shop: Shop, staff: Client) -> None:
    models: list[Any] = [Subscription, Charge, Payment, GatewayMessage, CreditEntry, PaymentMethod]
    now_shop.subscribe("starter")
    first = {model: listed(staff, model) for model in models}
    for number in range(4):
        with tenant(now_shop.organisation_id):
            credit.give(
                now_shop.organisation_id,
                amount=Decimal(1),
                reason="x",
                key=str(number),
                by=system_actor(),
                now=now_shop.now,
            )
            subscriptions.cancel(at_once=True, by=now_shop.by, now=now_shop.now)
        now_shop.pay(now_shop.start("starter"), card=f"tok_{number}")
    for model in models:
        assert len(all_rows(model)) >= 4, model
        assert listed(staff, model) <= first[model], model


def listed(staff: Client, model: Any) -> int:
    """How many queries the list takes, warm."""
    staff.get(page(model, "changelist"))
    with CaptureQueriesContext(connection) as asked:
        assert staff.get(page(model, "changelist")).status_code == 200
    return len(asked)


def test_money_cannot_be_changed_by_form(now_shop: Shop, staff: Client) -> None:
    payment = now_shop.pay(now_shop.start("starter"))
    for model, row in ((Payment, payment), (Charge, get(Charge)), (Subscription, now_shop.subscription())):
        assert staff.post(page(model, "change", row.pk), {"state": "x"}).status_code == 403
        assert staff.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert staff.get(page(model, "add")).status_code == 403
