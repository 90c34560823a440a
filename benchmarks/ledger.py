"""The laws of the books over a million random facts, posted into PostgreSQL with every guard on.

The size is LEDGER_SIZE (1,000,000 unless set). The facts are those of `billing.engine.ledger`, in an order that nobody planned; what the books
must say is counted beside them, without double entry, and compared at the end: the whole is nothing, receivables are what customers owe, customers'
credit is what they have. One crooked entry among them must be refused at commit.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Billing: laws of the ledger"
BATCH = 25_000
NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
GATEWAYS = ("payfast", "paystack", "stripe", "eft")
ENTRY = "id, public_id, entity_id, key, kind, happened_on, posted_on, customer, source, currency, created_at, written_by"


def run(options: Options) -> list[Table]:
    """Post them, then ask."""
    size = 5_000 if options.quick else int(os.environ.get("LEDGER_SIZE", "1000000"))
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        began = time.perf_counter()
        expected, entity = _post(size, options.seed)
        took = time.perf_counter() - began
        began = time.perf_counter()
        laws = _judge(expected, entity)
        asked = time.perf_counter() - began
        laws.append(("a crooked entry is refused at commit", _is_crooked_refused(entity)))
    rows: list[tuple[Any, ...]] = [(law, "holds" if holds else "BROKEN") for law, holds in laws]
    columns = ("law", f"over {size:,} facts")
    note = f"Posted in {took:.0f} s ({size / took:,.0f} a second), asked in {asked:.1f} s (trial balance and the rest)."
    if not all(holds for _law, holds in laws):
        raise AssertionError(rows)
    return [Table(title="Laws", columns=columns, rows=rows, note=note, digits=1)]


class World:
    """What customers owe and have, counted plainly."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self.owed, self.credit, self.refunds = Decimal(0), Decimal(0), Decimal(0)

    def facts(self, count: int) -> Iterator[tuple[str, dict[str, int]]]:
        verbs = (
            self.invoice,
            self.pay,
            self.refund,
            self.give,
            self.use,
            self.undo,
            self.write_off,
            self.dispute,
        )
        weights = (10, 10, 2, 2, 3, 1, 1, 1)
        for verb in self.dice.choices(verbs, weights, k=count):
            yield verb(Decimal(self.dice.randint(1, 2_000_000)) / 100, self.dice.choice(GATEWAYS))

    def invoice(self, amount: Decimal, _gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger
        from billing.engine.vat import vat_within

        rate = self.dice.choice((Decimal(15), Decimal(15), Decimal("15.5"), Decimal(0)))
        vat = vat_within(amount, rate)
        first = (amount - vat) * self.dice.randint(0, 100) / 100
        first = first.quantize(Decimal("0.01"))
        self.owed += amount
        return "invoice", ledger.invoice({"plan": first, "usage": amount - vat - first}, {rate: vat})

    def pay(self, amount: Decimal, gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger

        self.owed -= amount
        return "payment", ledger.payment(gateway, amount)

    def refund(self, amount: Decimal, gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger
        from billing.engine.vat import vat_within

        if self.dice.random() < 0.5:
            self.refunds += amount
            return "refund", ledger.refund(gateway, amount)
        vat = vat_within(amount, Decimal(15))
        self.refunds -= amount
        return "credit_note", ledger.credit_note(
            {"plan": amount - vat}, {Decimal(15): vat}, against=ledger.REFUNDS
        )

    def give(self, amount: Decimal, _gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger

        self.credit += amount
        return "credit", ledger.credit(ledger.CREDIT_GIVEN, amount)

    def use(self, amount: Decimal, _gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger

        self.credit -= amount
        self.owed -= amount
        return "credit", ledger.credit(ledger.RECEIVABLES, -amount)

    def undo(self, amount: Decimal, gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger

        self.owed += amount
        return "payment_undone", ledger.payment(gateway, -amount)

    def write_off(self, amount: Decimal, _gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger

        self.owed -= amount
        return "write_off", ledger.write_off(amount)

    def dispute(self, amount: Decimal, gateway: str) -> tuple[str, dict[str, int]]:
        from billing.engine import ledger

        works = (ledger.dispute, ledger.dispute_won)
        return "dispute", self.dice.choice(works)(gateway, amount)


def _post(size: int, seed: int) -> tuple[World, int]:
    from billing.services import entities

    world, entity = World(seed), entities.selling().pk
    accounts: dict[str, int] = {}
    number = 0
    for start in range(0, size, BATCH):
        batch = list(world.facts(min(BATCH, size - start)))
        _open_accounts(entity, accounts, {code for _kind, sides in batch for code in sides})
        number = _copy(entity, accounts, batch, number)
    return world, entity


def _open_accounts(entity: int, accounts: dict[str, int], codes: set[str]) -> None:
    from billing.engine import ledger
    from billing.models import Account

    for code in sorted(codes - accounts.keys()):
        accounts[code] = Account.objects.create(entity_id=entity, code=code, kind=ledger.kind_of(code)).pk


def _copy(entity: int, accounts: dict[str, int], batch: list[Any], number: int) -> int:
    """One transaction: its entries with their sides, judged when it commits."""
    from django.db import connection, transaction

    first = number
    with transaction.atomic(), connection.cursor() as cursor:
        raw = cursor.cursor  # Django's wrapper has no COPY
        cursor.execute("SELECT 1")
        with raw.copy(f"COPY billing_journalentry ({ENTRY}) FROM STDIN") as copy:
            for kind, _sides in batch:
                number += 1
                on = date(2026, 1, 1) + timedelta(days=number % 60)
                copy.write_row(
                    (number, f"{number:016d}", entity, f"f{number}", kind, on, on, "", "", "ZAR", NOW, "")
                )
        with raw.copy("COPY billing_journalline (entry_id, account_id, cents) FROM STDIN") as copy:
            for place, (_kind, sides) in enumerate(batch, start=first + 1):
                for code, cents in sides.items():
                    copy.write_row((place, accounts[code], cents))
    return number


def _judge(world: World, entity: int) -> list[tuple[str, bool]]:
    from django.db import connection

    from billing.engine import ledger as rules
    from billing.selectors import ledger

    balances = Counter({row.code: row.cents for row in ledger.trial_balance(entity, on=date(2027, 1, 1))})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT entry_id FROM billing_journalline GROUP BY entry_id HAVING sum(cents) <> 0) crooked"
        )
        crooked = cursor.fetchone()[0]
    return [
        ("every entry balances", crooked == 0),
        ("the trial balance is nothing", sum(balances.values()) == 0),
        ("receivables are what customers owe", balances[rules.RECEIVABLES] == rules.cents(world.owed)),
        (
            "customers' credit is what they have",
            -balances[rules.CUSTOMER_CREDIT] == rules.cents(world.credit),
        ),
        ("refunds are what waits for a credit note", balances[rules.REFUNDS] == rules.cents(world.refunds)),
    ]


def _is_crooked_refused(entity: int) -> bool:
    from django.db import DatabaseError, transaction

    from billing.models import Account, JournalEntry, JournalLine

    one, other = Account.objects.filter(entity_id=entity).order_by("pk")[:2]
    day = date(2026, 3, 1)
    try:
        with transaction.atomic():
            entry = JournalEntry.objects.create(
                pk=10**9,
                entity_id=entity,
                key="crooked",
                kind="manual",
                happened_on=day,
                posted_on=day,
                created_at=NOW,
            )
            JournalLine.objects.create(entry=entry, account=one, cents=100)
            JournalLine.objects.create(entry=entry, account=other, cents=-99)
    except DatabaseError:
        return True
    return False
