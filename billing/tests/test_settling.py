"""What gateways say becomes true once, for the right sum, in whatever order and however often it comes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from billing.gateways import PaymentFact
from billing.models import (
    Charge,
    ChargeState,
    GatewayMessage,
    MessageState,
    Payment,
    PaymentMethod,
    PaymentState,
    SubscriptionState,
)
from billing.models.inbox import LEASE
from billing.services import (
    by_hand,
    changes,
    credit,
    inbox,
    payments,
    refunds,
    settling,
    subscriptions,
)
from billing.tests.factories import Shop
from synthai.core.access import Actor
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant

STAFF = Actor(
    kind="staff", label="Staff", capabilities=frozenset({"billing.refund.make", "billing.credit.give"})
)

CASHIER = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.payment.confirm"}))
REFUNDER = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.refund.make"}))


def begin(shop: Shop, charge: Charge, *, keeps: bool = True) -> Payment:
    with tenant(shop.organisation_id):
        return payments.begin(
            charge.public_id,
            "till",
            payer_email="",
            by=shop.by,
            now=shop.now,
            return_path="/back/",
            cancel_path="/cancel/",
            keeps_method=keeps,
        ).payment


def by_a_link(shop: Shop, charge: Charge) -> Payment:
    with tenant(shop.organisation_id):
        return payments.begin_by_link(
            charge.public_id,
            "till",
            payer_email="uncle@example.com",
            now=shop.now,
            return_path="/back/",
            cancel_path="/cancel/",
        ).payment


def said(payment: Payment, **changed: str) -> dict[str, str]:
    return {
        "id": f"g-{payment.reference}",
        "status": "confirmed",
        "amount": str(payment.amount),
        "reference": payment.reference,
    } | changed


def balance(shop: Shop) -> Decimal:
    with tenant(shop.organisation_id):
        return credit.balance()


class TestMessages:
    def test_a_forged_one_is_kept_for_staff_and_opens_nothing(self, shop: Shop) -> None:
        charge = shop.start()
        payment = begin(shop, charge)
        assert inbox.receive("till", shop.message(said(payment), genuine=False)) is None
        kept = GatewayMessage.objects.get()
        assert (kept.state, kept.verdicts[0]["passed"]) == (MessageState.REJECTED, False)
        inbox.run_again(kept.pk, now=shop.now)
        assert inbox.handle(kept.pk, now=shop.now) is None
        assert shop.charges()[0].state == ChargeState.OPEN

    def test_forged_ones_in_masses_do_not_fill_the_table(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inbox, "FORGED_KEPT_AN_HOUR", 5)
        for number in range(9):
            inbox.receive("till", shop.message({"id": str(number)}, genuine=False))
        assert GatewayMessage.objects.count() == 5

    def test_the_same_one_ten_times_counts_once(self, shop: Shop) -> None:
        payment = begin(shop, shop.start())
        for _ in range(10):
            shop.deliver(said(payment, token="tok_1"))
        message = GatewayMessage.objects.get()
        assert (message.copies, message.state) == (10, MessageState.DONE)
        assert balance(shop) == 0
        with tenant(shop.organisation_id):
            assert PaymentMethod.objects.count() == 1

    def test_handled_again_by_staff_changes_nothing(self, shop: Shop) -> None:
        payment = begin(shop, shop.start())
        kept = shop.deliver(said(payment))
        assert kept is not None
        inbox.run_again(kept.pk, now=shop.now)
        inbox.handle(kept.pk, now=shop.now)
        assert balance(shop) == 0
        assert shop.charges()[0].state == ChargeState.PAID

    @pytest.mark.parametrize("changed", [{"amount": "198.99"}, {"amount": "199.01"}, {"currency": "USD"}])
    def test_another_sum_by_a_cent_opens_nothing(self, shop: Shop, changed: dict[str, str]) -> None:
        payment = begin(shop, shop.start())
        shop.deliver(said(payment, **changed))
        with tenant(shop.organisation_id):
            payment.refresh_from_db()
        assert payment.state == PaymentState.REDIRECTED
        assert "reports" in payment.failure
        assert shop.charges()[0].state == ChargeState.OPEN

    def test_success_after_failure_and_failure_after_success(self, shop: Shop) -> None:
        payment = begin(shop, shop.start())
        shop.deliver(said(payment, status="failed"))
        shop.deliver(said(payment))
        shop.deliver(said(payment, status="cancelled"))
        with tenant(shop.organisation_id):
            payment.refresh_from_db()
        assert payment.state == PaymentState.CONFIRMED
        assert shop.subscription().state == SubscriptionState.ACTIVE

    def test_one_that_belongs_to_nobody_is_left_for_staff(self, shop: Shop) -> None:
        kept = shop.deliver({"id": "x", "status": "confirmed", "amount": "1.00", "reference": "SYNOBODY"})
        assert kept is not None
        assert kept.state == MessageState.UNMATCHED

    def test_it_may_come_before_the_browser_is_back(self, shop: Shop) -> None:
        payment = begin(shop, shop.start())
        shop.deliver(said(payment))
        assert shop.subscription().state == SubscriptionState.ACTIVE

    def test_it_may_come_a_month_late(self, shop: Shop) -> None:
        payment = begin(shop, shop.start())
        shop.move(days=40)
        shop.deliver(said(payment))
        assert shop.subscription().state == SubscriptionState.ACTIVE
        assert shop.subscription().period_start is not None

    def test_a_second_payment_under_our_reference_is_owed_back(self, shop: Shop) -> None:
        payment = begin(shop, shop.start())
        shop.deliver(said(payment))
        shop.deliver(said(payment, id="another"))
        assert balance(shop) == Decimal("199.00")

    def test_two_payments_and_a_cancellation(self, shop: Shop) -> None:
        charge = shop.start()
        first, second = begin(shop, charge), begin(shop, charge)
        shop.deliver(said(first))
        with tenant(shop.organisation_id):
            subscriptions.cancel(at_once=True, by=shop.by, now=shop.now)
        shop.deliver(said(second))
        assert shop.subscription().state == SubscriptionState.CANCELLED
        assert balance(shop) == Decimal("199.00")


class TestKeptCards:
    def test_no_answer_after_taking_is_asked_for_not_sent_again(self, shop: Shop) -> None:
        shop.subscribe()
        shop.till.mode = "hangs"
        shop.move(days=28)
        assert shop.charges()[-1].state == ChargeState.OPEN
        shop.move(minutes=3)
        assert shop.charges()[-1].state == ChargeState.PAID
        assert len([call for call in shop.till.calls if call.startswith("charge")]) == 1

    def test_one_the_gateway_never_heard_of_is_charged_again(self, shop: Shop) -> None:
        shop.subscribe()
        shop.till.mode = "hangs"
        shop.move(days=28)
        shop.till.taken.clear()  # it says it knows nothing
        shop.till.mode = "takes"
        for _ in range(40):
            shop.move(hours=1)
        assert shop.charges()[-1].state == ChargeState.PAID
        assert len([call for call in shop.till.calls if call.startswith("charge")]) == 2

    def test_a_gateway_down_for_a_day_costs_the_customer_nothing(self, shop: Shop) -> None:
        shop.subscribe()
        shop.till.mode = "down"
        shop.move(days=28)
        for _ in range(24):
            shop.move(hours=1)
        assert shop.subscription().state == SubscriptionState.ACTIVE
        shop.till.mode = "takes"
        shop.move(minutes=16)
        assert shop.charges()[-1].state == ChargeState.PAID
        assert shop.charges()[-1].attempts == 1

    def test_a_schedule_that_stopped_is_found_by_asking(self, shop: Shop) -> None:
        """PayFast tells nobody that a scheduled charge failed."""
        shop.subscribe()
        with tenant(shop.organisation_id):
            PaymentMethod.objects.update(is_scheduled_by_gateway=True)
        shop.till.mode = "locked"
        shop.move(days=28)
        assert "standing" not in shop.till.calls  # it is not late yet
        shop.move(days=8)
        with tenant(shop.organisation_id):
            assert PaymentMethod.objects.get().state == "attention"
        assert shop.subscription().state == SubscriptionState.PAST_DUE

    def test_a_scheduled_charge_pays_what_is_open(self, shop: Shop) -> None:
        shop.subscribe()
        with tenant(shop.organisation_id):
            PaymentMethod.objects.update(is_scheduled_by_gateway=True)
        shop.move(days=28)
        shop.deliver({"id": "s1", "status": "confirmed", "amount": "199.00", "agreement": "tok_1"})
        assert shop.charges()[-1].state == ChargeState.PAID

    def test_an_expired_card_is_not_charged(self, shop: Shop) -> None:
        shop.subscribe()
        with tenant(shop.organisation_id):
            PaymentMethod.objects.update(expires_year=2026, expires_month=1)
        shop.move(days=28)
        assert not [call for call in shop.till.calls if call.startswith("charge")]
        shop.move(days=7)
        assert shop.subscription().state == SubscriptionState.PAST_DUE


class TestRefunds:
    def give_back(self, shop: Shop, payment: Payment, amount: str, key: str) -> str:
        with tenant(shop.organisation_id):
            made = refunds.request(
                payment.pk, amount=Decimal(amount), reason="asked", key=key, by=STAFF, now=shop.now
            )
            return str(made.state)

    def test_part_by_part_but_never_more_than_was_paid(self, shop: Shop) -> None:
        payment = shop.pay(shop.start())
        assert self.give_back(shop, payment, "100.00", "a") == "done"
        with pytest.raises(refunds.RefundTooLarge, match=r"99\.00"):
            self.give_back(shop, payment, "99.01", "b")
        assert self.give_back(shop, payment, "99.00", "c") == "done"

    def test_the_same_key_gives_back_once(self, shop: Shop) -> None:
        payment = shop.pay(shop.start())
        self.give_back(shop, payment, "100.00", "a")
        self.give_back(shop, payment, "100.00", "a")
        assert len([call for call in shop.till.calls if call.startswith("refund")]) == 1

    def test_customers_cannot(self, shop: Shop) -> None:
        from synthai.core.errors import NotAllowed

        payment = shop.pay(shop.start())
        with tenant(shop.organisation_id), pytest.raises(NotAllowed):
            refunds.request(payment.pk, amount=Decimal(1), reason="x", key="k", by=shop.by, now=shop.now)


class TestCredit:
    def test_is_used_by_the_next_charge(self, shop: Shop) -> None:
        shop.subscribe()
        with tenant(shop.organisation_id):
            for _ in range(2):  # once for its key
                credit.give(
                    shop.organisation_id,
                    amount=Decimal("50.00"),
                    reason="sorry",
                    key="s1",
                    by=STAFF,
                    now=shop.now,
                )
        shop.move(days=28)
        assert (shop.charges()[-1].credit, shop.charges()[-1].total) == (Decimal("50.00"), Decimal("149.00"))
        assert balance(shop) == 0

    def test_a_renewal_that_credit_covers_needs_no_card(self, shop: Shop) -> None:
        shop.subscribe()
        with tenant(shop.organisation_id):
            credit.give(
                shop.organisation_id,
                amount=Decimal("500.00"),
                reason="sorry",
                key="s1",
                by=STAFF,
                now=shop.now,
            )
        shop.move(days=28)
        assert shop.charges()[-1].state == ChargeState.PAID
        assert balance(shop) == Decimal("301.00")
        assert not [call for call in shop.till.calls if call.startswith("charge")]


def test_a_message_whose_worker_died_is_taken_by_the_next(shop: Shop) -> None:
    payment = begin(shop, shop.start())
    inbox.receive("till", shop.message(said(payment)))
    kept = GatewayMessage.objects.get()
    claimed = GatewayMessage.objects.filter(pk=kept.pk)
    claimed.update(next_try_at=shop.now + LEASE)  # a worker took it, and was killed
    assert inbox.handle(kept.pk, now=shop.now) is None
    shop.now += LEASE + timedelta(seconds=1)
    assert inbox.waiting(now=shop.now) == [kept.pk]
    inbox.handle(kept.pk, now=shop.now)
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_an_upgrade_that_the_card_refuses_leaves_the_paid_plan_alone(shop: Shop) -> None:
    seats = shop.subscribe("starter").quantity
    with tenant(shop.organisation_id):
        _found, charge = changes.request(price=shop.price("starter"), quantity=4, by=shop.by, now=shop.now)
        assert charge is not None
        shop.till.mode = "declines"
        by_hand.charge_now(charge.pk, by=CASHIER, now=shop.now)
    shop.move(days=8)  # longer than the days of grace
    found = shop.subscription()
    assert (found.state, found.quantity) == (SubscriptionState.ACTIVE, seats)
    assert sum(call.startswith("charge ") for call in shop.till.calls) == 1


def test_a_message_that_meets_a_fault_of_ours_says_so_and_does_not_go_on_for_ever(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = begin(shop, shop.start())
    body = {"id": "g-1", "status": "confirmed", "amount": str(payment.amount), "reference": payment.reference}

    def breaks(*_args: object, **_named: object) -> str:
        raise KeyError("a fault")

    monkeypatch.setattr("billing.services.facts.apply", breaks)
    shop.deliver(body)
    row = GatewayMessage.objects.get()
    assert (row.state, row.error) == (MessageState.WAITING, "KeyError, see the log")
    for _ in range(inbox.MOST_ATTEMPTS):
        shop.now += timedelta(hours=7)
        inbox.handle(row.pk, now=shop.now)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MessageState.FAILED, inbox.MOST_ATTEMPTS)
    monkeypatch.undo()
    inbox.run_again(row.pk, now=shop.now)
    inbox.handle(row.pk, now=shop.now)
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_the_trail_says_how_much_credit_went_with_an_undone_payment(shop: Shop) -> None:
    charge = shop.start()
    first, second = begin(shop, charge), begin(shop, charge)
    shop.deliver(said(first))
    shop.deliver(said(second))
    with tenant(shop.organisation_id), transaction.atomic():
        settling.unpay(second.pk, state=PaymentState.FAILED, why="Bounced", by=CASHIER, now=shop.now)
        undone = AuditEntry.objects.get(code="billing.payment.undone")
    assert balance(shop) == 0
    assert undone.changes["credit"] == [None, f"-{charge.total}"]


@pytest.mark.parametrize(("is_unpaid", "says"), [(True, "Not finished yet"), (False, "Waiting for the bank")])
def test_one_that_nobody_paid_there_does_not_wait_for_a_bank(
    shop: Shop, *, is_unpaid: bool, says: str
) -> None:
    payment = begin(shop, shop.start())
    fact = PaymentFact(
        gateway_id="g-1", status="pending", amount=payment.amount, currency="ZAR", is_unpaid=is_unpaid
    )
    with tenant(shop.organisation_id):
        settling.take(payment.pk, fact, now=shop.now)
        Payment.objects.update(asked=1)
        assert Payment.objects.get(pk=payment.pk).standing == says
