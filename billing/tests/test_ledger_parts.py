"""The books when charges are paid in parts, with coupons and with credit: they balance, and customers owe what their charges say."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import settings

from billing.engine.invoicing.shapes import Document
from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import BankLine, Charge, ChargeState, LineState, Payment
from billing.services import by_hand, changes, customers, invoices, refunds
from billing.tests import test_bank as eft
from billing.tests import test_running_coupon as running
from billing.tests.documented import SELLER, balance, check_books, documents, follow
from billing.tests.factories import Shop
from billing.tests.test_coupons import coupon
from billing.tests.test_ledger import STAFF, Life, judge, open_invoices, refunds_without_invoice
from billing.tests.test_parts import give, part
from billing.tests.test_settling import begin, said
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
ZERO = Decimal(0)


@pytest.fixture(autouse=True)
def _seller(shop: Shop) -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    registry.use({"till": shop.till, "eft": Eft(eft.ACCOUNT)})
    yield
    settings.BILLING_ENTITY = before


def owed(shop: Shop) -> Decimal:
    """What customers owe by the books, after they were checked against the charges and the documents."""
    follow(shop)
    return checked(shop)


def checked(shop: Shop) -> Decimal:
    """As `owed`, when all was followed already."""
    judge()
    check_books()
    found = balance("receivables")
    assert found == open_invoices(shop)
    with tenant(shop.organisation_id):
        if not Charge.objects.filter(state=ChargeState.GIVEN_UP).exists():
            assert balance("refunds") == refunds_without_invoice()
    return found


def give_back(shop: Shop, payment: Payment, amount: str, key: str = "r") -> None:
    with tenant(shop.organisation_id):
        refunds.request(payment.pk, amount=Decimal(amount), reason="Asked", key=key, by=STAFF, now=shop.now)


def paid_in_two(shop: Shop) -> tuple[Payment, BankLine, BankLine]:
    """R 100 of a first EFT is kept as a part, and R 99 of a second one pays the rest of R 199."""
    payment = eft.ask_for(shop)
    first = part(shop, payment, "100.00")
    assert owed(shop) == Decimal("-100.00")  # nothing is invoiced yet, so it is the customer's
    eft.take_in(shop, eft.csv(("2026-02-04", f"EFT {payment.reference}", "99.00")))
    second = eft.confirm(shop, eft.line_of("99.00"), payment.reference)
    assert owed(shop) == 0
    return payment, first, second


def test_the_tax_invoice_says_what_paid_it_and_taxes_all_of_it(shop: Shop) -> None:
    payment, _first, _second = paid_in_two(shop)
    (row,) = documents(shop)
    assert (row.incl, row.vat) == (Decimal("199.00"), Decimal("25.96"))
    made = Document.from_json(row.data)
    assert [(each.method, each.amount) for each in made.payments] == [
        ("eft", Decimal("99.00")),
        ("credit", Decimal("100.00")),
    ]
    assert (made.payments[0].reference, made.totals.discount) == (payment.reference, Decimal(0))
    assert (made.totals.paid, made.totals.due) == (Decimal("199.00"), Decimal(0))


@pytest.mark.parametrize("is_part", [True, False])
def test_a_part_that_bounces_is_owed_and_paid_again(shop: Shop, *, is_part: bool) -> None:
    payment, first, second = paid_in_two(shop)
    bounced = first if is_part else second
    eft.undo(shop, bounced)
    (charge,) = shop.charges()
    assert (charge.state, charge.due, owed(shop)) == (ChargeState.OPEN, bounced.amount, bounced.amount)
    assert balance("clearing.eft") == Decimal("199.00") - bounced.amount
    bounced.refresh_from_db()
    (eft.keep if is_part else eft.confirm)(shop, bounced, payment.reference)
    assert (shop.charges()[0].state, owed(shop), balance("clearing.eft")) == ("paid", ZERO, Decimal("199.00"))
    assert len(documents(shop)) == 1


def test_both_parts_bounce_and_it_is_given_up(shop: Shop) -> None:
    _payment, first, second = paid_in_two(shop)
    eft.undo(shop, first)
    assert owed(shop) == Decimal("100.00")
    shop.move(days=120)
    (charge,) = shop.charges()
    assert (charge.state, owed(shop)) == (ChargeState.GIVEN_UP, ZERO)
    assert balance("write_offs") == Decimal("199.00")  # what was paid of it is credit again
    assert eft.balance(shop) == Decimal("99.00")
    eft.undo(shop, second)
    assert (eft.balance(shop), owed(shop), balance("clearing.eft")) == (ZERO, ZERO, ZERO)


def test_a_charge_paid_twice_of_which_one_bounces(shop: Shop) -> None:
    payment = eft.ask_for(shop)
    till = begin(shop, shop.charges()[0])
    eft.take_in(shop, eft.csv(("2026-02-01", f"EFT {payment.reference}", "199.00")))
    line = eft.confirm(shop, eft.line_of("199.00"), payment.reference)
    shop.deliver(said(till))
    assert (eft.balance(shop), owed(shop)) == (Decimal("199.00"), ZERO)
    eft.undo(shop, line)
    (charge,) = shop.charges()
    assert (charge.state, charge.from_payments, charge.effect["do"]) == ("paid", Decimal("199.00"), "start")
    assert (eft.balance(shop), owed(shop)) == (ZERO, ZERO)
    with tenant(shop.organisation_id):
        assert Payment.objects.get(pk=till.pk).counted == Decimal("199.00")


def test_a_coupon_on_a_running_plan_and_credit_for_a_part(shop: Shop) -> None:
    coupon(duration="repeating", periods=2, percent_off=None, amount_off=Decimal("50.00"))
    shop.subscribe()
    running.use(shop, "SUMMER")
    give(shop, "30.00")
    shop.move(days=28)
    charge = shop.charges()[-1]
    assert (charge.taxed, charge.credit, charge.total) == (Decimal(149), Decimal(30), Decimal(119))
    assert (charge.vat_amount, owed(shop)) == (Decimal("19.43"), ZERO)
    row = documents(shop)[-1]
    assert (row.incl, row.vat) == (Decimal("149.00"), Decimal("19.43"))
    made = Document.from_json(row.data)
    assert [(each.method, each.amount) for each in made.payments] == [
        ("card", Decimal("119.00")),
        ("credit", Decimal("30.00")),
    ]
    assert made.totals.discount == Decimal("50.00")
    assert balance("credit_given") == Decimal("30.00")


class TestRefunds:
    def test_of_a_charge_that_credit_paid_in_part(self, shop: Shop) -> None:
        charge = shop.start()
        give(shop, "100.00")
        payment = shop.pay(charge, amount="99.00")
        assert (payment.counted, owed(shop)) == (Decimal("99.00"), ZERO)
        give_back(shop, payment, "99.00")
        assert (owed(shop), balance("refunds")) == (ZERO, ZERO)
        note = documents(shop)[-1]
        assert (note.kind, note.incl) == ("credit_note", Decimal("99.00"))
        assert (balance("clearing.till"), balance("credit_given")) == (ZERO, Decimal("100.00"))

    def test_of_what_a_payment_left_as_credit_needs_no_note(self, shop: Shop) -> None:
        till = begin(shop, shop.start())
        part(shop, eft.ask_for(shop, charge=shop.charges()[0]), "150.00")
        shop.deliver(said(till))
        assert (eft.balance(shop), owed(shop)) == (Decimal("150.00"), ZERO)
        give_back(shop, till, "160.00")
        assert (eft.balance(shop), owed(shop), balance("refunds")) == (ZERO, ZERO, ZERO)
        assert [(row.kind, row.incl) for row in documents(shop)] == [
            ("tax_invoice", Decimal("199.00")),
            ("credit_note", Decimal("10.00")),
        ]

    @pytest.mark.parametrize("ends", ["void", "paid", "given_up"])
    def test_of_a_part_while_the_rest_is_owed(self, shop: Shop, ends: str) -> None:
        asked = eft.ask_for(shop)
        line = part(shop, asked, "100.00")
        till = shop.pay(shop.charges()[0], amount="99.00")
        assert owed(shop) == 0
        eft.undo(shop, line)
        assert (shop.charges()[0].due, owed(shop)) == (Decimal("100.00"), Decimal("100.00"))
        give_back(shop, till, "60.00")
        assert (shop.charges()[0].due, owed(shop)) == (Decimal("100.00"), Decimal("100.00"))
        if ends == "void":
            with tenant(shop.organisation_id):
                by_hand.call_off(shop.charges()[0].pk, reason="x", by=STAFF, now=shop.now)
        elif ends == "paid":
            shop.pay(shop.charges()[0], amount="100.00")
        else:
            shop.till.mode = "declines"
            shop.move(days=120)
        assert (shop.charges()[0].state, owed(shop), balance("refunds")) == (ends, ZERO, ZERO)
        kept = Decimal(0) if ends == "paid" else Decimal("39.00")  # what was not given back
        assert (eft.balance(shop), balance("write_offs")) == (
            kept,
            Decimal("139.00") if ends == "given_up" else Decimal(0),
        )

    def test_before_the_invoice_is_issued_get_their_note_after_it(self, shop: Shop) -> None:
        payment = shop.pay(shop.start("growth", "year"))
        give_back(shop, payment, "1000.00")
        assert (documents(shop), owed(shop)) == ([], -payment.amount)
        assert balance("refunds") == Decimal("1000.00")
        with tenant(shop.organisation_id):
            customers.change(customers.Details(address="5 Vilakazi Street"), by=shop.by)
            invoices.complete(now=shop.now)
        assert [row.kind for row in documents(shop)] == ["tax_invoice", "credit_note"]
        assert (owed(shop), balance("refunds")) == (ZERO, ZERO)


class PartLife(Life):
    """Somebody who pays in parts, by EFT and with coupons, whose bank takes things back."""

    VERBS = (
        "start",
        "pay",
        "pay_twice",
        "back",
        "give",
        "undo",
        "call_off",
        "later",
        "ask",
        "come",
        "come",
        "take_back",
        "take_back",
        "put_coupon",
        "change",
    )

    def ask(self) -> None:
        if charge := self.open_charge():
            eft.ask_for(self.shop, charge=charge)

    def come(self) -> None:
        """An EFT with the reference of one that was asked for, of whatever amount."""
        with tenant(self.shop.organisation_id):
            rows = list(Payment.objects.filter(gateway="eft").order_by("pk"))
        if not rows:
            return
        payment = self.dice.choice(rows)
        amount = payment.amount if self.dice.random() < 0.4 else self.amount(Decimal(400))
        row = (f"{self.shop.now:%Y-%m-%d}", f"EFT {payment.reference} no {self.count}", str(amount))
        eft.take_in(self.shop, eft.csv(row))
        line = BankLine.objects.get(description__endswith=f"no {self.count}")
        with tenant(self.shop.organisation_id):
            is_whole = amount >= Payment.objects.get(pk=payment.pk).amount
        (eft.confirm if is_whole else eft.keep)(self.shop, line, payment.reference)

    def take_back(self) -> None:
        rows = list(BankLine.objects.filter(state=LineState.MATCHED).order_by("pk"))
        if rows:
            eft.undo(self.shop, self.dice.choice(rows))

    def put_coupon(self) -> None:
        running.use(self.shop, self.dice.choice(("HALF", "FIFTY")))

    def change(self) -> None:
        with tenant(self.shop.organisation_id):
            changes.request(
                price=self.shop.price(self.dice.choice(("starter", "growth"))),
                quantity=self.dice.randint(3, 8),
                by=self.shop.by,
                now=self.shop.now,
            )


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_in_parts_the_books_hold(shop: Shop, seed: int) -> None:
    coupon(code="HALF", duration="forever")
    coupon(code="FIFTY", duration="repeating", periods=3, percent_off=None, amount_off=Decimal("50.00"))
    with tenant(shop.organisation_id):
        customers.change(customers.Details(address="5 Vilakazi Street"), by=shop.by)
    life = PartLife(shop, seed)
    known = 0
    for _number in range(45):
        life.step()
        known = follow(shop, after=known)
        checked(shop)
    owed(shop)
