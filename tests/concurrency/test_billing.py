"""Money under real parallel transactions: once, and for one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from billing.gateways import registry
from billing.models import (
    Charge,
    ChargeState,
    Coupon,
    CouponRedemption,
    CreditEntry,
    GatewayMessage,
    Payment,
    PaymentState,
    Subscription,
    SubscriptionState,
)
from billing.services import (
    collecting,
    credit,
    cycle,
    inbox,
    payments,
    refunds,
    running_coupon,
    subscriptions,
)
from billing.tests.factories import Shop
from synthai.core.access import Actor
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
STAFF = Actor(
    kind="staff", label="Staff", capabilities=frozenset({"billing.refund.make", "billing.credit.give"})
)


@pytest.fixture
def shop() -> Iterator[Shop]:
    yield Shop(build_cast())
    registry.use(None)


def inside(shop: Shop, work: Any) -> Any:
    with tenant(shop.organisation_id):
        return work()


def begun(shop: Shop, charge: Charge) -> Payment:
    def begin() -> Payment:
        return payments.begin(
            charge.public_id,
            "till",
            payer_email="",
            by=shop.by,
            now=shop.now,
            return_path="/",
            cancel_path="/",
        ).payment

    with tenant(shop.organisation_id):
        return begin()


def body(payment: Payment, **changed: str) -> dict[str, str]:
    said = {"id": f"g-{payment.reference}", "status": "confirmed", "amount": str(payment.amount)}
    return said | {"reference": payment.reference, "token": "tok"} | changed


def test_the_same_callback_at_once_is_stored_and_counted_once(shop: Shop) -> None:
    payment = begun(shop, shop.start())
    outcomes = run_together(*(lambda: shop.deliver(body(payment)) for _ in range(6)))
    assert not errors(outcomes)
    assert GatewayMessage.objects.count() == 1
    with tenant(shop.organisation_id):
        assert list(Payment.objects.values_list("state", flat=True)) == [PaymentState.CONFIRMED]
        assert not CreditEntry.objects.exists()


def test_two_callbacks_and_a_cancellation_at_the_same_instant(shop: Shop) -> None:
    charge = shop.start()
    first, second = begun(shop, charge), begun(shop, charge)

    def cancel() -> Any:
        return inside(shop, lambda: subscriptions.cancel(at_once=True, by=shop.by, now=shop.now))

    run_together(lambda: shop.deliver(body(first)), lambda: shop.deliver(body(second)), cancel)
    with tenant(shop.organisation_id):
        paid = Payment.objects.filter(state=PaymentState.CONFIRMED).count()
        settled = Charge.objects.filter(state=ChargeState.PAID).count()
        owed = credit.balance()
    # Each payment arrived; one settled the charge, the other is owed back.
    assert (paid, settled, owed) == (2, 1, Decimal("199.00"))
    assert shop.subscription().state in (SubscriptionState.ACTIVE, SubscriptionState.CANCELLED)


def test_the_last_use_of_a_coupon_goes_to_one(shop: Shop) -> None:
    Coupon.objects.create(code="LAST", name="Last", percent_off=10, duration="once", max_redemptions=1)
    other = shop.cast.charlize.actor

    def start(by: Actor) -> Any:
        organisation_id = by.organisation_id or 0
        with tenant(organisation_id):
            return subscriptions.start(
                organisation_id, price=shop.price("starter"), coupon="LAST", by=by, now=shop.now
            )

    outcomes = run_together(lambda: start(shop.by), lambda: start(other))
    assert len(values(outcomes)) == 1
    assert "used up" in str(errors(outcomes)[0])
    assert Coupon.objects.get().redeemed == 1


def test_the_last_use_on_running_plans_goes_to_one(shop: Shop) -> None:
    Coupon.objects.create(code="LAST", name="Last", percent_off=10, duration="once", max_redemptions=1)
    other = Shop(shop.cast, now=shop.now)
    other.by, other.organisation_id = shop.cast.charlize.actor, shop.cast.charlize.actor.organisation_id or 0
    other.till = shop.till
    registry.use({"till": shop.till})
    shop.subscribe()
    other.subscribe()

    def put_on(each: Shop) -> Any:
        return inside(each, lambda: running_coupon.use("LAST", by=each.by, now=each.now))

    outcomes = run_together(*(lambda each=each: put_on(each) for each in (shop, other, shop, other)))
    assert len(values(outcomes)) == 1
    assert {str(error) for error in errors(outcomes)} <= {
        "The coupon “LAST” has been used up.",
        "The coupon “LAST” is on your plan already.",
    }
    assert Coupon.objects.get().redeemed == 1


def test_a_coupon_put_on_and_the_renewal_at_once_agree(shop: Shop) -> None:
    Coupon.objects.create(code="HALF", name="Half", percent_off=50, duration="once")
    shop.subscribe()
    shop.now = shop.now.replace(month=3, day=1)
    renew = lambda: inside(shop, lambda: cycle.run(shop.organisation_id, now=shop.now))  # noqa: E731
    put_on = lambda: inside(shop, lambda: running_coupon.use("HALF", by=shop.by, now=shop.now))  # noqa: E731
    outcomes = run_together(renew, put_on, put_on)
    assert len(errors(outcomes)) == 1  # of two that put it on, one
    with tenant(shop.organisation_id):
        charge, used = Charge.objects.get(reason="renewal"), CouponRedemption.objects.get()
    assert (charge.total, used.periods_left) in ((Decimal("99.50"), 0), (Decimal("199.00"), 1))


def test_credit_and_a_payment_at_the_same_instant_lose_no_cent(shop: Shop) -> None:
    payment = begun(shop, shop.start())

    def give(number: int) -> Any:
        return inside(
            shop,
            lambda: credit.give(
                shop.organisation_id,
                amount=Decimal("40.00"),
                reason="x",
                key=f"k{number % 3}",
                by=STAFF,
                now=shop.now,
            ),
        )

    work = [lambda number=number: give(number) for number in range(6)]
    outcomes = run_together(*work, *(lambda: shop.deliver(body(payment)) for _ in range(2)))
    assert not errors(outcomes)
    with tenant(shop.organisation_id):
        charge, paid = Charge.objects.get(), Payment.objects.get()
        assert charge.state == ChargeState.PAID
        assert charge.missing == 0
        assert paid.counted == charge.from_payments
        # 120.00 of credit, each key once, and 199.00 paid
        assert credit.balance() == Decimal("120.00") == Decimal("319.00") - charge.total
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_credit_from_many_hands_pays_a_charge_once(shop: Shop) -> None:
    shop.start()

    def give(number: int) -> Any:
        return inside(
            shop,
            lambda: credit.give(
                shop.organisation_id,
                amount=Decimal("50.00"),
                reason="x",
                key=f"k{number}",
                by=STAFF,
                now=shop.now,
            ),
        )

    assert not errors(run_together(*(lambda number=number: give(number) for number in range(5))))
    with tenant(shop.organisation_id):
        charge = Charge.objects.get()
        assert (charge.state, charge.from_credit, credit.balance()) == (
            ChargeState.PAID,
            Decimal("199.00"),
            Decimal("51.00"),
        )


def test_one_renewal_is_charged_once_by_many_workers(shop: Shop) -> None:
    shop.subscribe()
    shop.now = shop.now.replace(month=3, day=1)

    def work() -> None:
        with tenant(shop.organisation_id):
            cycle.run(shop.organisation_id, now=shop.now)
            collecting.run(now=shop.now)

    assert not errors(run_together(*(work for _ in range(4))))
    with tenant(shop.organisation_id):
        assert Charge.objects.filter(reason="renewal").count() == 1
        assert Charge.objects.get(reason="renewal").state == ChargeState.PAID
    assert len([call for call in shop.till.calls if call.startswith("charge")]) == 1


def test_two_people_start_a_plan_at_once(shop: Shop) -> None:
    def trial() -> Any:
        with tenant(shop.organisation_id):
            return subscriptions.start_trial(
                shop.organisation_id, price=shop.price("growth"), by=shop.by, now=shop.now
            )

    outcomes = run_together(trial, trial, trial)
    assert len(values(outcomes)) == 1
    with tenant(shop.organisation_id):
        assert Subscription.objects.live().count() == 1


def test_refunds_at_once_never_give_back_more_than_was_paid(shop: Shop) -> None:
    payment = shop.pay(shop.start())

    def give_back(number: int) -> Any:
        with tenant(shop.organisation_id):
            return refunds.request(
                payment.pk, amount=Decimal("80.00"), reason="x", key=f"k{number}", by=STAFF, now=shop.now
            )

    outcomes = run_together(*(lambda number=number: give_back(number) for number in range(5)))
    assert len(values(outcomes)) == 2
    with tenant(shop.organisation_id):
        payment.refresh_from_db()
    assert payment.refunded == Decimal("160.00")


def test_a_message_is_taken_by_one_worker(shop: Shop) -> None:
    payment = begun(shop, shop.start())
    inbox.receive("till", shop.message(body(payment)))
    kept = GatewayMessage.objects.get()
    outcomes = run_together(*(lambda: inbox.handle(kept.pk, now=shop.now) for _ in range(4)))
    assert len([value for value in values(outcomes) if value is not None]) == 1


def test_a_payment_asked_for_twice_at_once_with_one_key_is_one(shop: Shop) -> None:
    charge = shop.start()

    def begin() -> str:
        with tenant(shop.organisation_id):
            begun_now = payments.begin(
                charge.public_id,
                "till",
                payer_email="",
                by=shop.by,
                now=shop.now,
                return_path="/",
                cancel_path="/",
                request_key="one-key",
            )
            return str(begun_now.payment.public_id)

    outcomes = run_together(*(begin for _ in range(4)))
    assert not errors(outcomes)
    assert len(set(values(outcomes))) == 1
    with tenant(shop.organisation_id):
        assert Payment.objects.count() == 1


def test_a_pay_link_pays_in_transactions_of_its_own(shop: Shop) -> None:
    charge = shop.start()
    with tenant(shop.organisation_id):
        made = payments.begin_by_link(
            charge.public_id,
            "till",
            payer_email="aunt@family.example",
            now=shop.now,
            return_path="/",
            cancel_path="/",
        )
    shop.deliver(body(made.payment, token=""))
    with tenant(shop.organisation_id):
        assert Charge.objects.get(pk=charge.pk).state == ChargeState.PAID
        assert Payment.objects.get().method_id is None
