"""Staff and money: refusals in words, everything on record, no token on a page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from billing.models import (
    Charge,
    ChargeState,
    CreditEntry,
    GatewayMessage,
    Payment,
    PaymentMethod,
    PaymentState,
    Refund,
    Subscription,
    SubscriptionState,
)
from billing.services import collecting, cycle
from billing.tests.factories import Shop
from billing.tests.staffroom import all_rows, balance, entries, get, hired, page, press
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db


class TestMoney:
    def test_a_refund_pressed_twice_gives_back_once(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"))
        url = page(Payment, "deed", payment.pk, "refund")
        form = staff.get(url).context["form"]
        key = form.get_initial_for_field(form.fields["request_key"], "request_key")
        typed = {"amount": "50.00", "reason": "Sorry", "request_key": key}
        for _press in range(2):
            assert staff.post(url, typed).status_code == 302
        assert get(Payment, pk=payment.pk).refunded == Decimal("50.00")
        assert len([call for call in now_shop.till.calls if call.startswith("refund")]) == 1
        (entry,) = entries("billing.refund.requested")
        assert (entry.actor_kind, entry.organisation_id) == ("staff", now_shop.organisation_id)
        assert entry.changes["reason"] == [None, "Sorry"]

    def test_days_are_written_as_in_other_tables(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"))
        with all_tenants(reason="test"):
            received = GatewayMessage.objects.get().received_at
        shown = staff.get(page(Payment, "change", payment.pk)).content.decode()
        assert date_format(timezone.localtime(received), "j F Y, H:i") in shown
        assert f"{received:%Y-%m-%d}" not in shown

    def test_more_than_was_paid_is_refused_beside_the_amount(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"))
        answer = press(staff, page(Payment, "deed", payment.pk, "refund"), amount="200.00", reason="x")
        assert "can still be given back" in answer
        with all_tenants(reason="test"):
            assert not Refund.objects.exists()

    def test_credit_is_given_once_for_a_form(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        url = page(CreditEntry, "list_deed", "credit")
        slug = now_shop.cast.umoja.slug
        opened = staff.get(url, {"organisation": slug}).context["form"]
        key = opened.get_initial_for_field(opened.fields["request_key"], "request_key")
        for _press in range(2):
            staff.post(url, {"organisation": slug, "amount": "25.00", "reason": "x", "request_key": key})
        assert balance(now_shop) == Decimal("25.00")

    def test_another_amount_is_settled_or_refused_by_hand(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"), amount="250.00")
        assert payment.state == PaymentState.REDIRECTED
        shown = staff.get(page(Payment, "changelist") + "?mismatch=yes").content.decode()
        assert payment.reference in shown
        url = page(Payment, "deed", payment.pk, "settle")
        assert "it counts as a part" in press(staff, url, received="100.00", reason="Bank app")
        assert "Paid." in press(staff, url, received="250.00", reason="Bank app")
        assert now_shop.subscription().state == SubscriptionState.ACTIVE
        assert balance(now_shop) == Decimal("51.00")
        (entry,) = entries("billing.payment.settled_by_hand")
        assert entry.changes["reason"] == [None, "Bank app"]
        now_shop.deliver(  # the message once more changes nothing
            {
                "id": f"g-{payment.reference}",
                "status": "confirmed",
                "amount": "250.00",
                "reference": payment.reference,
            }
        )
        assert balance(now_shop) == Decimal("51.00")

    def test_a_refused_one_leaves_what_came_as_a_part(self, now_shop: Shop, staff: Client) -> None:
        payment = now_shop.pay(now_shop.start("starter"), amount="100.00")
        press(staff, page(Payment, "deed", payment.pk, "refuse"), reason="Too little", received="100.00")
        found = get(Payment, pk=payment.pk)
        assert (found.state, found.failure, balance(now_shop)) == ("failed", "Too little", Decimal(0))
        assert (get(Charge).state, get(Charge).due) == (ChargeState.OPEN, Decimal("99.00"))
        assert staff.get(page(Payment, "deed", payment.pk, "refuse")).status_code == 404

    def test_a_charge_is_tried_now_and_called_off(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        now_shop.till.mode = "declines"
        now_shop.move(days=32)
        charge = now_shop.charges()[-1]
        assert charge.state == ChargeState.OPEN
        now_shop.till.mode = "takes"
        assert "Charged with till: Paid" in press(staff, page(Charge, "deed", charge.pk, "charge-now"))
        assert now_shop.subscription().state == SubscriptionState.ACTIVE
        assert staff.get(page(Charge, "deed", charge.pk, "call-off")).status_code == 404

    def test_a_charge_is_called_off_with_its_reason(self, now_shop: Shop, staff: Client) -> None:
        charge = now_shop.start("starter")
        press(staff, page(Charge, "deed", charge.pk, "call-off"), reason="Two orders")
        assert get(Charge).state == ChargeState.VOID
        assert entries("billing.charge.called_off")[0].changes == {"reason": [None, "Two orders"]}

    def test_the_gateway_is_asked_now(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        now_shop.till.mode = "hangs"
        now_shop.now += timedelta(days=32)
        with tenant(now_shop.organisation_id):
            cycle.run(now_shop.organisation_id, now=now_shop.now)
            collecting.run(now=now_shop.now)
        payment = get(Payment, state=PaymentState.SENDING)
        answer = press(staff, page(Payment, "deed", payment.pk, "ask"))
        assert "Asked. The payment is: Paid" in answer
        assert now_shop.charges()[-1].state == ChargeState.PAID
        assert entries("billing.payment.asked")[0].actor_kind == "staff"

    def test_a_plan_is_paused_resumed_and_cancelled_on_behalf(self, now_shop: Shop, staff: Client) -> None:
        row = now_shop.subscribe("starter")
        press(staff, page(Subscription, "deed", row.pk, "pause"))
        assert now_shop.subscription().state == SubscriptionState.PAUSED
        press(staff, page(Subscription, "deed", row.pk, "resume"))
        press(staff, page(Subscription, "deed", row.pk, "cancel"), reason="Asked by phone")
        assert now_shop.subscription().cancel_at_end is True
        press(staff, page(Subscription, "deed", row.pk, "keep"))
        press(staff, page(Subscription, "deed", row.pk, "cancel"), reason="Asked by phone", at_once="on")
        assert now_shop.subscription().state == SubscriptionState.CANCELLED
        kinds = {entry.actor_kind for entry in entries("billing.subscription.cancelled")}
        assert kinds == {"staff"}

    def test_what_if_shows_each_charge_with_its_lines(self, now_shop: Shop, staff: Client) -> None:
        row = now_shop.subscribe("starter", quantity=5)
        until = timezone.localdate() + timedelta(days=70)
        url = page(Subscription, "what_if", row.pk)
        answer = staff.get(url, {"until": until.isoformat()})
        assert len(answer.context["forecast"].charges) == 2
        assert "Starter, monthly, 5 seats" in answer.content.decode()
        assert staff.get(url, {"until": "soon"}).status_code == 200
        past = staff.get(url, {"until": "2020-01-01"})
        assert "Choose today or a day to come" in past.content.decode()
        assert past.context["forecast"] is None

    def test_no_token_is_ever_shown(self, now_shop: Shop, staff: Client) -> None:
        now_shop.pay(now_shop.start("starter"), card="tok_very_secret")
        method = get(PaymentMethod)
        for model in (PaymentMethod, Payment, GatewayMessage):
            for row in all_rows(model):
                shown = staff.get(page(model, "change", row.pk)).content.decode()
                assert "tok_very_secret" not in shown
                assert method.sealed_token not in shown
                assert method.token_hash not in shown

    def test_staff_who_only_look_do_nothing(self, now_shop: Shop) -> None:
        payment = now_shop.pay(now_shop.start("starter"))
        client = hired(now_shop)
        looker = client.get(reverse("admin:index")).wsgi_request.user
        looker.user_permissions.add(Permission.objects.get(codename="view_payment"))  # type: ignore[union-attr]
        shown = client.get(page(Payment, "change", payment.pk)).content.decode()
        assert payment.reference in shown
        assert "Give money back" not in shown
        assert client.get(page(Payment, "deed", payment.pk, "refund")).status_code == 403
        assert client.post(page(Payment, "deed", payment.pk, "refund"), {"amount": "1"}).status_code == 403
        assert now_shop.cast.thandi.client().get(page(Payment, "changelist")).status_code == 302
