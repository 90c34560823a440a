"""Numbers of documents and the books, under real parallel transactions."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction

from billing.engine import ledger as rules
from billing.models import (
    Account,
    BookClosing,
    Charge,
    ChargeReason,
    ChargeState,
    EntryKind,
    JournalEntry,
    JournalLine,
    NumberSeries,
    TaxDocument,
    WaitingDocument,
)
from billing.selectors import ledger
from billing.services import books, closings, entities, invoices
from billing.tests.documented import SELLER, check_books
from billing.tests.factories import Shop
from synthai.core.access import Actor
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
STAFF = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.books.close"}))


@pytest.fixture
def shop() -> Iterator[Shop]:
    before, settings.BILLING_ENTITY = settings.BILLING_ENTITY, SELLER
    yield Shop(build_cast())
    settings.BILLING_ENTITY = before


def paid(shop: Shop, owner: int, number: int, *, total: str = "115.00") -> str:
    """A paid charge, as settling leaves it."""
    line = {"text": "Plan", "amount": total, "quantity": "1", "price": "p", "kind": "plan"}
    with tenant(owner):
        made = Charge.objects.create(
            reference=f"SY{owner}{number}",
            key=f"k{number}",
            entity=entities.selling(),
            reason=ChargeReason.FIRST,
            state=ChargeState.PAID,
            lines=[line],
            subtotal=Decimal(total),
            total=Decimal(total),
            vat_percent=Decimal(15),
            vat_amount=Decimal("15.00"),
            created_at=shop.now,
            due_at=shop.now,
            paid_at=shop.now,
        )
    return str(made.public_id)


def test_fifty_issues_at_once_leave_no_gap_and_no_double(shop: Shop) -> None:
    owners = (shop.organisation_id, shop.cast.karoo.pk)
    charges = [(owner, paid(shop, owner, number)) for owner in owners for number in range(22)]
    charges += charges[:3]  # the same fact heard twice
    charges += [(owner, paid(shop, owner, 90, total="6000.00")) for owner in owners]  # no address: no number
    charges.append(charges[-1])

    def work(place: int) -> Any:
        owner, charge = charges[place]
        for _ in range(10):  # as a worker does: who waited three seconds for a lock comes again
            with tenant(owner), suppress(OperationalError):
                return invoices.issue(charge, now=shop.now + timedelta(milliseconds=97 * place % 1000))
        raise TimeoutError

    outcomes = run_together(*(lambda place=place: work(place) for place in range(50)))
    assert not errors(outcomes)
    with all_tenants(reason="test"):
        rows = list(TaxDocument.objects.order_by("sequence"))
        assert WaitingDocument.objects.count() == 2
    assert [row.sequence for row in rows] == list(range(1, 45))
    assert len({row.charge_id for row in rows}) == 44
    instants = [row.issued_at for row in rows]
    assert instants == sorted(instants)
    assert NumberSeries.objects.get(last__gt=0).last == 44
    check_books()


def test_an_issue_that_fails_gives_its_number_back(shop: Shop) -> None:
    first, second = (paid(shop, shop.organisation_id, number) for number in (1, 2))

    def fails() -> None:
        with tenant(shop.organisation_id), transaction.atomic():
            invoices.issue(first, now=shop.now)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fails()
    with tenant(shop.organisation_id):
        made = invoices.issue(second, now=shop.now)
    assert made is not None
    assert made.number == "SY-INV-000001"


def post(shop: Shop, key: str) -> Any:
    fact = books.Fact(
        key=key, kind=EntryKind.MANUAL, sides=rules.payment("till", Decimal(1)), on=date(2026, 1, 15)
    )
    with transaction.atomic():
        return books.post(entities.selling().pk, [fact], now=shop.now)


def test_two_closings_at_once_and_postings_between_them(shop: Shop) -> None:
    entity = entities.selling()

    def close() -> Any:
        with all_tenants(reason="test"):
            return closings.close(entity.public_id, date(2026, 1, 30), by=STAFF, now=shop.now)

    posts = [lambda number=number: post(shop, f"m{number}") for number in range(8)]
    outcomes = run_together(close, *posts[:4], close, *posts[4:])
    wrong = errors(outcomes)
    assert [type(error) for error in wrong] == [closings.AlreadyClosed]
    closing = BookClosing.objects.get()
    closed = {row.code: row.cents for row in ledger.trial_balance(entity.pk, on=date(2026, 1, 30))}
    assert closed == closing.balances, "something got behind the closing"
    posted = JournalEntry.objects.values_list("posted_on", flat=True)
    assert set(posted) <= {date(2026, 1, 15), date(2026, 1, 31)}
    assert len(posted) == 8


def test_the_same_fact_at_once_is_posted_once(shop: Shop) -> None:
    entities.selling()
    outcomes = run_together(*(lambda: post(shop, "once") for _ in range(4)))
    assert len([made for made in values(outcomes) if made]) == 1
    assert JournalEntry.objects.count() == 1


def test_the_commit_of_an_entry_that_does_not_balance_fails(shop: Shop) -> None:
    entity = entities.selling()
    account = Account.objects.create(entity=entity, code="receivables", kind="asset")

    def commit(cents: tuple[int, ...]) -> None:
        with transaction.atomic():
            entry = JournalEntry.objects.create(
                entity=entity,
                key="crooked",
                kind=EntryKind.MANUAL,
                happened_on=date(2026, 1, 1),
                posted_on=date(2026, 1, 1),
                created_at=shop.now,
            )
            JournalLine.objects.bulk_create(
                JournalLine(entry=entry, account=account, cents=each) for each in cents
            )

    with pytest.raises(DatabaseError, match="does not balance"):
        commit((100,))
    assert not JournalEntry.objects.exists()
    post(shop, "straight")
    other = Account.objects.create(entity=entity, code="write_offs", kind="expense")
    with pytest.raises(DatabaseError, match="no lines after its transaction"):
        JournalLine.objects.bulk_create(
            [JournalLine(entry=JournalEntry.objects.get(), account=other, cents=5)]
        )
