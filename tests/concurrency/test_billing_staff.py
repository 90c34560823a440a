"""Staff at the same line, the same file and the same move at once: one of them does it."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.engine.periods import local_date
from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import BankLine, LineState, Payment, PaymentState, SubscriptionState
from billing.services import bank, bank_refusals, catalogue, credit, price_moves
from billing.services.catalogue import Terms
from billing.tests.factories import Shop
from billing.tests.test_bank import ACCOUNT, ask_for, csv
from synthai.core.access import system_actor
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
STAFF = system_actor()


@pytest.fixture
def shop() -> Iterator[Shop]:
    found = Shop(build_cast())
    registry.use({"till": found.till, "eft": Eft(ACCOUNT)})
    yield found
    registry.use(None)


def everywhere(work: Any) -> Any:
    """As a page of the admin runs."""
    with all_tenants(reason="test"):
        return work()


def test_a_line_confirmed_by_two_at_once_pays_once(shop: Shop) -> None:
    payment = ask_for(shop)
    rows = csv(("2026-02-01", payment.reference, "250.00"))
    everywhere(lambda: bank.import_statement("a.csv", rows, by=STAFF, now=shop.now))
    line = BankLine.objects.get()

    def confirm() -> Any:
        return everywhere(
            lambda: bank.confirm(line.public_id, reference=payment.reference, by=STAFF, now=shop.now)
        )

    outcomes = run_together(*(confirm for _ in range(4)))
    assert len(values(outcomes)) == 1
    assert {type(error) for error in errors(outcomes)} == {bank_refusals.LineClosed}
    with tenant(shop.organisation_id):
        assert Payment.objects.get().state == PaymentState.CONFIRMED
        assert credit.balance() == Decimal("51.00")


def test_two_lines_for_one_payment_at_once_lose_no_money(shop: Shop) -> None:
    payment = ask_for(shop)
    days = [(f"2026-02-0{day}", payment.reference, "199.00") for day in (1, 2)]
    everywhere(lambda: bank.import_statement("a.csv", csv(*days), by=STAFF, now=shop.now))
    keys = list(BankLine.objects.values_list("public_id", flat=True))
    outcomes = run_together(
        *(
            lambda key=key: everywhere(
                lambda: bank.confirm(key, reference=payment.reference, by=STAFF, now=shop.now)
            )
            for key in keys
        )
    )
    assert not errors(outcomes)
    with tenant(shop.organisation_id):
        assert Payment.objects.get().state == PaymentState.CONFIRMED
        assert credit.balance() == Decimal("199.00")
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_a_part_and_the_rest_at_once_pay_the_charge_in_either_order(shop: Shop) -> None:
    """The rest is confirmed for what is asked for when its turn comes: too little is refused, and nothing is lost."""
    payment = ask_for(shop)
    days = [("2026-02-01", payment.reference, "100.00"), ("2026-02-02", payment.reference, "199.00")]
    everywhere(lambda: bank.import_statement("a.csv", csv(*days), by=STAFF, now=shop.now))
    part, rest = BankLine.objects.order_by("booked_on").values_list("public_id", flat=True)
    outcomes = run_together(
        lambda: everywhere(
            lambda: bank.keep_as_credit(part, reference=payment.reference, by=STAFF, now=shop.now)
        ),
        lambda: everywhere(lambda: bank.confirm(rest, reference=payment.reference, by=STAFF, now=shop.now)),
    )
    assert not errors(outcomes)
    with tenant(shop.organisation_id):
        found = Payment.objects.get()
        assert (found.state, found.is_mismatched) == (PaymentState.CONFIRMED, False)
        assert credit.balance() == Decimal("100.00")
    assert shop.subscription().state == SubscriptionState.ACTIVE


def test_the_same_file_at_once_doubles_nothing_and_a_reversal_is_undone_once(shop: Shop) -> None:
    payment = ask_for(shop)
    first = ("2026-02-01", f"EFT {payment.reference}", "250.00")
    back = ("2026-02-03", f"RTD EFT {payment.reference}", "-250.00")
    everywhere(lambda: bank.import_statement("a.csv", csv(first), by=STAFF, now=shop.now))
    line = BankLine.objects.get()
    everywhere(lambda: bank.confirm(line.public_id, reference=payment.reference, by=STAFF, now=shop.now))
    rows = csv(first, back)

    def take_in() -> Any:
        return everywhere(lambda: bank.import_statement("b.csv", rows, by=STAFF, now=shop.now))

    assert not errors(run_together(*(take_in for _ in range(3))))
    line.refresh_from_db()
    assert (BankLine.objects.count(), line.state) == (2, LineState.REVERSED)
    with tenant(shop.organisation_id):
        assert Payment.objects.get().state == PaymentState.FAILED
        assert credit.balance() == 0


def test_one_customer_is_told_of_a_new_price_once_by_many_workers(shop: Shop) -> None:
    old = shop.subscribe("starter").price
    terms = Terms(interval="month", amount=Decimal("300.00"))
    new = catalogue.new_price(old.plan, terms, by=STAFF, now=shop.now)
    day = local_date(shop.now) + timedelta(days=30)
    price_moves.start(old, new, from_day=day, by=STAFF, now=shop.now)
    run_together(*(lambda: price_moves.run_many([shop.organisation_id], now=shop.now) for _ in range(4)))
    with all_tenants(reason="test"):
        assert OutboxEvent.objects.filter(name="billing.PriceChangeAnnounced").count() == 1
    assert shop.subscription().next_price == new
