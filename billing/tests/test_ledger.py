"""The books: what the database refuses, what a closing does, and laws that hold whatever people do."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from billing.engine import ledger as rules
from billing.models import (
    Account,
    BookClosing,
    Charge,
    ChargeState,
    EntryKind,
    JournalEntry,
    JournalLine,
    Payment,
    PaymentState,
    Refund,
    TaxDocument,
    WaitingDocument,
)
from billing.selectors import ledger
from billing.services import (
    books,
    by_hand,
    closings,
    credit,
    customers,
    entities,
    invoices,
    refunds,
    settling,
    subscriptions,
)
from billing.services import ledger as entries
from billing.tests.documented import SELLER, balance, check_books, follow
from billing.tests.factories import Shop
from synthai.core.access import Actor
from synthai.core.errors import DomainError, NotAllowed
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
STAFF = Actor(
    kind="staff",
    label="Staff",
    capabilities=frozenset(
        {
            "billing.refund.make",
            "billing.credit.give",
            "billing.payment.confirm",
            "billing.books.close",
            "billing.document.note",
        }
    ),
)


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def judge() -> None:
    """What a commit does: the deferred guards have their say."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def entry(shop: Shop, key: str = "by-hand", on: date = date(2026, 1, 31)) -> JournalEntry:
    return JournalEntry.objects.create(
        entity=entities.selling(),
        key=key,
        kind=EntryKind.MANUAL,
        happened_on=on,
        posted_on=on,
        created_at=shop.now,
    )


def account(code: str) -> Account:
    found, _is_new = Account.objects.get_or_create(
        entity=entities.selling(), code=code, defaults={"kind": rules.kind_of(code)}
    )
    return found


def sale(shop: Shop, key: str, on: date) -> JournalEntry:
    fact = books.Fact(key=key, kind=EntryKind.MANUAL, sides=rules.payment("till", Decimal(1)), on=on)
    (made,) = books.post(entities.selling().pk, [fact], now=shop.now)
    made.refresh_from_db()
    return made


class TestRefused:
    @pytest.mark.parametrize("cents", [(100, -99), (100,), ()])
    def test_what_does_not_balance(self, shop: Shop, cents: tuple[int, ...]) -> None:
        with transaction.atomic():
            made = entry(shop)
            for code, amount in zip(("receivables", "write_offs"), cents, strict=False):
                JournalLine.objects.create(entry=made, account=account(code), cents=amount)
            with pytest.raises(DatabaseError, match="does not balance"), transaction.atomic():
                judge()
            transaction.set_rollback(True)

    def test_a_side_of_another_entity(self, shop: Shop) -> None:
        other = entities.selling()
        other.pk, other.public_id, other.number_prefix, other.is_default = None, "z" * 16, "OT", False
        other.save()
        with transaction.atomic():
            made = entry(shop)
            JournalLine.objects.create(entry=made, account=account("receivables"), cents=5)
            strange = Account.objects.create(entity=other, code="write_offs", kind="expense")
            JournalLine.objects.create(entry=made, account=strange, cents=-5)
            with pytest.raises(DatabaseError, match="1 of another entity"), transaction.atomic():
                judge()
            transaction.set_rollback(True)

    @pytest.mark.parametrize("table", ["journalentry", "journalline", "bookclosing", "vatrow"])
    @pytest.mark.parametrize("verb", ["UPDATE billing_{} SET id = id", "DELETE FROM billing_{}"])
    def test_change_and_deletion(self, shop: Shop, table: str, verb: str) -> None:
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute(verb.format(table))

    def test_the_same_fact_twice_is_one(self, shop: Shop) -> None:
        sale(shop, "once", date(2026, 1, 31))
        fact = books.Fact(
            key="once", kind=EntryKind.MANUAL, sides=rules.payment("till", Decimal(9)), on=date(2026, 2, 1)
        )
        assert books.post(entities.selling().pk, [fact], now=shop.now) == []
        assert balance("receivables") == Decimal(-1)


class TestClosing:
    def close(self, until: date, shop: Shop, *, by: Actor = STAFF, leave: bool = False) -> BookClosing:
        with all_tenants(reason="test"):
            return closings.close(
                entities.selling().public_id, until, leave_waiting=leave, by=by, now=shop.now
            )

    def test_what_is_heard_of_later_counts_on_the_next_day(self, shop: Shop) -> None:
        sale(shop, "before", date(2026, 1, 15))
        made = self.close(date(2026, 1, 30), shop)
        assert made.balances == {"clearing.till": 100, "receivables": -100}
        late = sale(shop, "late", date(2026, 1, 15))
        assert (late.happened_on, late.posted_on) == (date(2026, 1, 15), date(2026, 1, 31))
        assert sale(shop, "after", date(2026, 2, 2)).posted_on == date(2026, 2, 2)
        january = {row.code: row.cents for row in ledger.trial_balance(made.entity_id, on=date(2026, 1, 30))}
        assert january == made.balances

    def test_not_twice_not_backwards_not_today_and_not_by_customers(self, shop: Shop) -> None:
        self.close(date(2026, 1, 30), shop)
        for until, error in (
            (date(2026, 1, 30), closings.AlreadyClosed),
            (date(2026, 1, 1), closings.AlreadyClosed),
            (date(2026, 1, 31), closings.DayNotOver),
        ):
            with pytest.raises(error):
                self.close(until, shop)
        with pytest.raises(NotAllowed):
            self.close(date(2026, 1, 30), shop, by=shop.by)

    def test_documents_that_wait_are_not_left_behind_unsaid(self, shop: Shop) -> None:
        shop.pay(shop.start("growth", "year"))
        follow(shop)
        shop.now += timedelta(days=40)
        with pytest.raises(closings.DocumentsWait, match="1 documents"):
            self.close(date(2026, 2, 28), shop)
        assert self.close(date(2026, 2, 28), shop, leave=True).waiting == 1
        with tenant(shop.organisation_id):
            customers.change(customers.Details(address="5 Vilakazi Street"), by=shop.by)
            assert invoices.complete(now=shop.now) == 1
            document = TaxDocument.objects.get()
        posted = JournalEntry.objects.get(source=document.number)
        assert (posted.happened_on, posted.posted_on) == (date(2026, 1, 31), date(2026, 3, 1))
        assert document.warnings[0]["field"] == "issued_on"
        check_books()


class Life:
    """Somebody's random life with a shop: whatever is refused in words is fine, the books must hold all the same."""

    VERBS: tuple[str, ...] = (
        "start",
        "pay",
        "pay_twice",
        "back",
        "give",
        "undo",
        "call_off",
        "stop",
        "later",
    )

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.dice, self.count = shop, random.Random(seed), 0  # noqa: S311 - repeatable, no secret

    def step(self) -> str:
        name = self.dice.choice(self.VERBS)
        self.count += 1
        try:
            getattr(self, name)()
        except DomainError as error:
            return f"{name}: {error.code}"
        return name

    def amount(self, most: Decimal) -> Decimal:
        return Decimal(self.dice.randint(1, max(1, int(most * 100)))) / 100

    def open_charge(self) -> Charge | None:
        rows = [charge for charge in self.shop.charges() if charge.is_open]
        return self.dice.choice(rows) if rows else None

    def confirmed(self) -> Payment | None:
        with tenant(self.shop.organisation_id):
            rows = list(Payment.objects.filter(state=PaymentState.CONFIRMED).order_by("pk"))
        return self.dice.choice(rows) if rows else None

    def start(self) -> None:
        self.shop.start(self.dice.choice(("starter", "growth")), self.dice.choice(("month", "year")))

    def pay(self) -> None:
        if charge := self.open_charge():
            self.shop.pay(charge)

    def pay_twice(self) -> None:
        if (payment := self.confirmed()) is not None:
            body = {"status": "confirmed", "amount": str(payment.amount), "reference": payment.reference}
            self.shop.deliver({**body, "id": f"again-{self.count}"})

    def back(self) -> None:
        if (payment := self.confirmed()) is not None:
            amount = self.amount(payment.refundable or Decimal(1))
            with tenant(self.shop.organisation_id):
                refunds.request(
                    payment.pk,
                    amount=amount,
                    reason="Asked",
                    key=f"r{self.count}",
                    by=STAFF,
                    now=self.shop.now,
                )

    def give(self) -> None:
        amount, owner = self.amount(Decimal(300)), self.shop.organisation_id
        with tenant(owner):
            credit.give(
                owner, amount=amount, reason="Sorry", key=f"g{self.count}", by=STAFF, now=self.shop.now
            )

    def undo(self) -> None:
        if (payment := self.confirmed()) is not None:
            with tenant(self.shop.organisation_id), transaction.atomic():
                settling.unpay(
                    payment.pk, state=PaymentState.FAILED, why="taken back", by=STAFF, now=self.shop.now
                )

    def call_off(self) -> None:
        if charge := self.open_charge():
            with tenant(self.shop.organisation_id):
                by_hand.call_off(charge.pk, reason="x", by=STAFF, now=self.shop.now)

    def stop(self) -> None:
        with tenant(self.shop.organisation_id):
            subscriptions.cancel(at_once=self.dice.random() < 0.5, by=self.shop.by, now=self.shop.now)

    def later(self) -> None:
        self.shop.move(days=self.dice.randint(1, 40))


def open_invoices(shop: Shop) -> Decimal:
    """What customers owe by their invoices, worked out from charges and documents, not from the books.

    An invoiced charge owes what was credited less, and counts what came of it from credit and by payments; one without a document
    counts what it holds, and what was paid before its document could be issued. One that was called off holds only what went back.
    """
    owed = Decimal(0)
    with tenant(shop.organisation_id):
        for charge in Charge.objects.all():
            rows = TaxDocument.objects.filter(charge=charge, corrects__isnull=True)
            invoiced = sum((row.incl for row in rows if row.kind == "tax_invoice"), Decimal(0))
            voided = rows.filter(key__startswith="void:")
            invoiced -= sum((row.incl for row in voided), Decimal(0))
            rest = invoiced - charge.from_credit - charge.from_payments
            if charge.state in (ChargeState.PAID, ChargeState.OPEN):
                assert (charge.state == ChargeState.PAID) == (not charge.missing)
                owed += rest - charge.credit
            elif charge.state == ChargeState.VOID:
                owed += rest
            else:
                owed += min(rest, Decimal(0))  # what is above was written off
    return owed


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_the_books_hold(shop: Shop, seed: int) -> None:
    life = Life(shop, seed)
    done = [life.step() for _ in range(40)]
    follow(shop, times=2)
    judge()
    check_books()
    assert balance("receivables") == open_invoices(shop), done
    with tenant(shop.organisation_id):
        waiting = (
            WaitingDocument.objects.open(now=shop.now).filter(work__do__in=["refund", "unused"]).exists()
        )
        was_never_invoiced = refunds_without_invoice()
    if not waiting:
        assert balance("refunds") == was_never_invoiced, done


def refunds_without_invoice() -> Decimal:
    """What went back of money that no invoice was issued for, and that was no credit either."""
    gone = Refund.objects.filter(state="done").select_related("payment__charge")
    rows = [
        row.amount - entries.taken_for(row) for row in gone if not invoices.original_of(row.payment.charge)
    ]
    return sum(rows, Decimal(0))
