"""A charge that is paid in parts, from credit and by payments, in whatever order they come and go."""

import importlib
import itertools
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.apps import apps

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import (
    BankLine,
    Charge,
    ChargeState,
    Coupon,
    CouponRedemption,
    CreditEntry,
    Payment,
    PaymentState,
    SubscriptionState,
)
from billing.services import by_hand, charges, credit, refunds, settling
from billing.tests.factories import Shop
from billing.tests.pages import LiveShop
from billing.tests.test_bank import (
    ACCOUNT,
    ask_for,
    balance,
    confirm,
    csv,
    keep,
    line_of,
    state_of,
    take_in,
    undo,
)
from billing.tests.test_settling import begin, said
from synthai.core.access import system_actor
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
STAFF = system_actor()
DAY = "2026-02-01"


@pytest.fixture
def eft(shop: Shop) -> Shop:
    """The shop with EFT beside its till."""
    registry.use({"till": shop.till, "eft": Eft(ACCOUNT)})
    return shop


def charge_of(shop: Shop) -> Charge:
    return shop.charges()[0]


def payment_of(shop: Shop, payment: Payment) -> Payment:
    with tenant(shop.organisation_id):
        return Payment.objects.get(pk=payment.pk)


def part(shop: Shop, payment: Payment, amount: str) -> BankLine:
    """An EFT of another amount, kept by staff as what it is."""
    take_in(shop, csv((DAY, f"EFT {payment.reference} {amount}", amount)))
    return keep(shop, line_of(amount), payment.reference)


def give(shop: Shop, amount: str, key: str = "k") -> None:
    with tenant(shop.organisation_id):
        credit.give(
            shop.organisation_id, amount=Decimal(amount), reason="Sorry", key=key, by=STAFF, now=shop.now
        )


def money(shop: Shop) -> tuple[Decimal, Decimal, str]:
    """What is to be paid, the credit, and how the first charge stands."""
    charge = charge_of(shop)
    return charge.due, balance(shop), charge.state


def test_a_part_and_then_the_rest_by_the_same_reference(eft: Shop) -> None:
    payment = ask_for(eft)
    part(eft, payment, "100.00")
    assert money(eft) == (Decimal("99.00"), Decimal(0), ChargeState.OPEN)
    assert payment_of(eft, payment).amount == Decimal("99.00")  # its page asks for the rest
    take_in(eft, csv(("2026-02-04", f"EFT {payment.reference}", "99.00")))
    line = line_of("99.00")
    assert (line.suggestion["reference"], line.suggestion["is_clear"]) == (payment.reference, True)
    confirm(eft, line, payment.reference)
    assert money(eft) == (Decimal(0), Decimal(0), ChargeState.PAID)
    assert eft.subscription().state == SubscriptionState.ACTIVE
    charge = charge_of(eft)
    assert (charge.from_credit, charge.from_payments, charge.total) == (
        Decimal("100.00"),
        Decimal("99.00"),
        Decimal("199.00"),
    )


def test_parts_alone_pay_it_whole(eft: Shop) -> None:
    payment = ask_for(eft)
    for amount in ("100.00", "60.00", "50.00"):
        part(eft, payment, amount)
    assert money(eft) == (Decimal(0), Decimal("11.00"), ChargeState.PAID)


def test_the_whole_amount_after_a_part_leaves_the_part_as_credit(eft: Shop) -> None:
    payment = ask_for(eft)
    part(eft, payment, "100.00")
    take_in(eft, csv(("2026-02-04", f"EFT {payment.reference}", "199.00")))
    confirm(eft, line_of("199.00"), payment.reference)
    assert money(eft) == (Decimal(0), Decimal("100.00"), ChargeState.PAID)


def test_a_gateway_payment_of_the_whole_that_confirms_after_a_part_loses_nothing(eft: Shop) -> None:
    payment = ask_for(eft)
    at_the_till = begin(eft, charge_of(eft))
    part(eft, payment, "150.00")
    eft.deliver(said(at_the_till))
    assert money(eft) == (Decimal(0), Decimal("150.00"), ChargeState.PAID)
    assert payment_of(eft, at_the_till).counted == Decimal("49.00")


def test_a_new_payment_asks_for_the_rest_only(eft: Shop) -> None:
    payment = ask_for(eft)
    part(eft, payment, "150.00")
    assert begin(eft, charge_of(eft)).amount == Decimal("49.00")
    again = ask_for(eft, charge=charge_of(eft))
    assert (again.pk, payment_of(eft, again).amount) == (payment.pk, Decimal("49.00"))


def test_staff_credit_pays_what_is_owed_and_the_card_the_rest(shop: Shop) -> None:
    shop.subscribe()
    shop.till.mode = "declines"
    shop.move(days=28)
    assert shop.subscription().state == SubscriptionState.PAST_DUE
    give(shop, "150.00")
    renewal = shop.charges()[-1]
    assert (renewal.due, balance(shop)) == (Decimal("49.00"), Decimal(0))
    shop.till.mode = "takes"
    shop.move(days=2)
    assert shop.till.calls[-1].endswith(" 49.00")
    assert shop.charges()[-1].state == ChargeState.PAID
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_staff_credit_that_covers_it_whole_ends_the_delay(shop: Shop) -> None:
    shop.subscribe()
    shop.till.mode = "declines"
    shop.move(days=28)
    for _again in range(2):  # the same form twice
        give(shop, "250.00")
    assert (shop.charges()[-1].state, balance(shop)) == (ChargeState.PAID, Decimal("51.00"))
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_what_was_asked_for_long_ago_does_not_begin_by_itself(shop: Shop) -> None:
    shop.start()
    shop.move(days=8)
    give(shop, "500.00")
    assert money(shop) == (Decimal("199.00"), Decimal("500.00"), ChargeState.OPEN)


def test_what_was_asked_for_this_week_begins(shop: Shop) -> None:
    shop.start()
    shop.move(days=3)
    give(shop, "500.00")
    assert money(shop) == (Decimal(0), Decimal("301.00"), ChargeState.PAID)
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_a_part_that_the_bank_takes_back_is_owed_again(eft: Shop) -> None:
    payment = ask_for(eft)
    line = part(eft, payment, "100.00")
    take_in(eft, csv(("2026-02-04", f"EFT {payment.reference}", "99.00")))
    confirm(eft, line_of("99.00"), payment.reference)
    undo(eft, line)
    assert money(eft) == (Decimal("100.00"), Decimal(0), ChargeState.OPEN)
    assert eft.subscription().state == SubscriptionState.PAST_DUE
    keep(eft, line, payment.reference)
    assert money(eft) == (Decimal(0), Decimal(0), ChargeState.PAID)
    assert eft.subscription().state == SubscriptionState.ACTIVE


def test_of_two_payments_the_second_still_pays_when_the_first_comes_back(eft: Shop) -> None:
    payment = ask_for(eft)
    second = begin(eft, charge_of(eft))
    take_in(eft, csv((DAY, f"EFT {payment.reference}", "199.00")))
    line = confirm(eft, line_of("199.00"), payment.reference)
    eft.deliver(said(second))
    assert money(eft) == (Decimal(0), Decimal("199.00"), ChargeState.PAID)
    undo(eft, line)
    assert money(eft) == (Decimal(0), Decimal(0), ChargeState.PAID)
    assert eft.subscription().state == SubscriptionState.ACTIVE


def test_calling_off_gives_every_part_back(eft: Shop) -> None:
    payment = ask_for(eft)
    line = part(eft, payment, "100.00")
    with tenant(eft.organisation_id):
        by_hand.call_off(charge_of(eft).pk, reason="x", by=STAFF, now=eft.now)
    assert money(eft) == (Decimal(0), Decimal("100.00"), ChargeState.VOID)
    undo(eft, line)
    assert balance(eft) == 0


def test_refused_by_hand_with_money_counts_as_a_part(shop: Shop) -> None:
    payment = begin(shop, shop.start())
    with tenant(shop.organisation_id):
        by_hand.refuse(payment.pk, reason="Less", received=Decimal("120.00"), by=STAFF, now=shop.now)
    assert money(shop) == (Decimal("79.00"), Decimal(0), ChargeState.OPEN)


def test_a_refund_takes_what_the_payment_left_as_credit_first(eft: Shop) -> None:
    payment = ask_for(eft)
    at_the_till = begin(eft, charge_of(eft))
    part(eft, payment, "150.00")
    eft.deliver(said(at_the_till))
    assert balance(eft) == Decimal("150.00")
    with tenant(eft.organisation_id):
        refunds.request(
            at_the_till.pk, amount=Decimal("150.00"), reason="too much", key="a", by=STAFF, now=eft.now
        )
    assert balance(eft) == 0


def test_it_is_told_once_and_stands_in_the_trail(eft: Shop) -> None:
    payment = ask_for(eft)
    part(eft, payment, "100.00")
    with all_tenants(reason="test"):
        told = OutboxEvent.objects.get(name="billing.ChargePartPaid")
        assert (told.payload["part"], told.payload["due"]) == ("100.00", "99.00")
        entry = AuditEntry.objects.get(code="billing.charge.part_paid")
    assert entry.changes["from_credit"] == ["0.00", "100.00"]


STEPS = ("part", "part", "till", "eft", "staff", "undo", "call_off")


@pytest.mark.parametrize("seed", range(5))
def test_whatever_the_order_every_cent_is_somewhere(eft: Shop, seed: int) -> None:
    """Money in = what charges hold + credit; and a charge is paid when, and only when, nothing of it is missing."""
    dice = random.Random(seed)
    payment = ask_for(eft)
    till = begin(eft, charge_of(eft))
    came, lines = Decimal(0), dict[str, Decimal]()
    for number, step in enumerate(dice.choices(STEPS, k=6)):
        amount = Decimal(dice.randint(100, 25_000)) / 100
        if step in ("part", "eft"):
            take_in(
                eft, csv((f"2026-02-{number + 1:02d}", f"EFT {payment.reference} n{number}", str(amount)))
            )
            line = BankLine.objects.get(booked_on=f"2026-02-{number + 1:02d}")
            is_whole = step == "eft" and amount >= payment_of(eft, payment).amount
            (confirm if is_whole else keep)(eft, line, payment.reference)
            came, lines[line.public_id] = came + amount, amount
        elif step == "till":
            before = payment_of(eft, till).state
            eft.deliver(said(till))
            came += till.amount if before != PaymentState.CONFIRMED else 0
        elif step == "staff":
            give(eft, str(amount), key=f"k{number}")
            came += amount
        elif step == "undo" and lines:
            key = dice.choice(list(lines))
            undo(eft, BankLine.objects.get(public_id=key))
            came -= lines.pop(key)
        elif step == "call_off" and dice.random() < 0.3:
            with tenant(eft.organisation_id):
                charges.call_off(Charge.objects.get(), by=STAFF, now=eft.now)
        check(eft, came)


def check(shop: Shop, came: Decimal) -> None:
    charge, left = charge_of(shop), balance(shop)
    held = charge.from_credit + charge.from_payments
    assert held + left == came
    assert left >= 0 or not charge.from_credit
    if charge.state != ChargeState.VOID:
        assert (charge.state == ChargeState.PAID) == (charge.missing == 0)
        assert charge.state == ChargeState.PAID or left <= 0
    with tenant(shop.organisation_id):
        paid = Payment.objects.filter(state=PaymentState.CONFIRMED)
        assert sum(paid.values_list("counted", flat=True), Decimal(0)) == charge.from_payments
        entries = CreditEntry.objects.filter(key__contains="cover:").values_list("amount", flat=True)
        if charge.state != ChargeState.VOID:
            assert -sum(entries, Decimal(0)) == charge.from_credit


@pytest.mark.parametrize("order", list(itertools.permutations(["part", "till", "staff"])))
def test_orders_end_alike(eft: Shop, order: tuple[str, ...]) -> None:
    payment = ask_for(eft)
    till = begin(eft, charge_of(eft))
    for step in order:
        if step == "part":
            part(eft, payment, "80.00")
        elif step == "till":
            eft.deliver(said(till))
            with tenant(eft.organisation_id):  # and a second time
                settling.failed(till.pk, "late", now=eft.now)
        else:
            give(eft, "30.00")
    assert money(eft) == (Decimal(0), Decimal("110.00"), ChargeState.PAID)
    assert state_of(eft, till) == PaymentState.CONFIRMED


def test_what_was_paid_before_parts_were_counted_is_filled_in(live: LiveShop) -> None:
    fill = importlib.import_module("billing.migrations.0013_parts_filled").fill
    Coupon.objects.create(code="HALF", name="Half", percent_off=50, duration="forever")
    live.pay(live.start(coupon="HALF"))
    live.pay(live.start_again())
    with all_tenants(reason="test"):
        Payment.objects.update(counted=0)
        Charge.objects.update(from_payments=0)
        CouponRedemption.objects.update(counted_at=None)
        for _again in range(2):
            fill(apps, None)
            found = Charge.objects.order_by("pk").values_list("from_payments", "total")
            assert [each[0] for each in found] == [each[1] for each in found]
            assert list(Payment.objects.order_by("pk").values_list("counted", flat=True)) == [
                Decimal("99.50"),
                Decimal("50.00"),
            ]
        assert CouponRedemption.objects.get().counted_at == live.subscription().period_start


def _twice(shop: Shop) -> tuple[BankLine, Payment]:
    payment = ask_for(shop)
    second = begin(shop, charge_of(shop))
    take_in(shop, csv((DAY, f"EFT {payment.reference}", "199.00")))
    line = confirm(shop, line_of("199.00"), payment.reference)
    shop.deliver(said(second))
    return line, second


def _one_bounced(shop: Shop) -> None:
    line, _second = _twice(shop)
    undo(shop, line)


def _bounced_and_came_again(shop: Shop) -> None:
    line, _second = _twice(shop)
    undo(shop, line)
    confirm(shop, line, line.matched_reference)


def _owed_again(shop: Shop) -> None:
    payment = ask_for(shop)
    take_in(shop, csv((DAY, f"EFT {payment.reference}", "199.00")))
    undo(shop, confirm(shop, line_of("199.00"), payment.reference))


def _called_off_and_came(shop: Shop) -> None:
    payment = ask_for(shop)
    with tenant(shop.organisation_id):
        charges.call_off(charge_of(shop), by=STAFF, now=shop.now)
    take_in(shop, csv((DAY, f"EFT {payment.reference}", "199.00")))
    confirm(shop, line_of("199.00"), payment.reference)


def _given_back(shop: Shop) -> None:
    _line, second = _twice(shop)
    with tenant(shop.organisation_id):
        refunds.request(second.pk, amount=Decimal("199.00"), reason="twice", key="a", by=STAFF, now=shop.now)


@pytest.mark.parametrize(
    "lived",
    [_twice, _one_bounced, _bounced_and_came_again, _owed_again, _called_off_and_came, _given_back],
)
def test_the_move_of_data_counts_as_the_services_do(eft: Shop, lived: Callable[[Shop], object]) -> None:
    """What became credit, did not come, or was for something called off or owed again counts nothing."""
    lived(eft)
    fill = importlib.import_module("billing.migrations.0013_parts_filled").fill
    with all_tenants(reason="test"):
        counted = Payment.objects.order_by("pk").values_list("counted", flat=True)
        held = Charge.objects.order_by("pk").values_list("from_payments", flat=True)
        before = list(counted), list(held)
        Payment.objects.update(counted=0)
        Charge.objects.update(from_payments=0)
        for _again in range(2):
            fill(apps, None)
            assert (list(counted.all()), list(held.all())) == before
