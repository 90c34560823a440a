"""Who owes for how long, over all customers of an entity: by the books, and what is asked for and not in them yet.

Needs `all_tenants()`. A constant number of queries, however many customers there are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from billing.engine.invoicing.shapes import AgeBucket
from billing.engine.invoicing.statements import AGES, Open, age, open_items
from billing.engine.periods import local_date
from billing.models import BillingEntity, Charge, Customer, TaxDocument, charges_of
from billing.selectors import receivables
from synthai.core.spreadsheets import Sheet


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that is owed: an open document, a payment that did not come, a charge; or (below nothing) what no debt is left for."""

    customer: str
    number: str
    amount: Decimal
    days: int
    document: int | None = None
    entry: int | None = None
    charge: int | None = None

    @property
    def bucket(self) -> int:
        """0, 30, 60, 90 or 120."""
        return max(days for days in AGES if days <= self.days)


@dataclass(frozen=True, kw_only=True)
class Aged:
    """What one customer owes, by age. `row` is the customer's, while there is one."""

    customer: str
    name: str
    row: int | None
    items: tuple[Item, ...]
    buckets: tuple[AgeBucket, ...]

    @property
    def total(self) -> Decimal:
        return sum((bucket.amount for bucket in self.buckets), Decimal(0))


def by_books(entity: BillingEntity, *, on: date) -> list[Aged]:
    """Everybody whose receivables are not nothing at the end of a day, who owes most first. Their sum is the ledger's."""
    owing = receivables.owing(entity.pk, on=on)
    told: dict[str, list[receivables.Told]] = defaultdict(list)
    for each in receivables.told(entity.pk, list(owing), until=on):
        told[each.customer].append(each)
    found = {customer: _open(customer, rows, on) for customer, rows in told.items()}
    return _aged(found)


def by_charges(entity: BillingEntity, *, on: date) -> list[Aged]:
    """Charges that are open now and were payable by that day, without an invoice yet: not in the books. Who owes most first."""
    rows = Charge.objects.open().filter(charges_of(entity), total__gt=0).select_related("organisation")
    due = [charge for charge in rows.order_by("due_at", "pk") if local_date(charge.due_at) <= on]
    invoices = TaxDocument.objects.invoices().filter(charge__in=due)
    invoiced = set(invoices.values_list("charge_id", flat=True))
    found: dict[str, list[Item]] = defaultdict(list)
    for charge in due:
        if charge.pk not in invoiced:
            days, customer = (on - local_date(charge.due_at)).days, charge.organisation.public_id
            found[customer].append(
                Item(
                    customer=customer,
                    number=charge.reference,
                    amount=charge.total,
                    days=days,
                    charge=charge.pk,
                )
            )
    return _aged(found)


def totals(found: Sequence[Aged]) -> list[AgeBucket]:
    """The sum of each age."""
    sums = dict.fromkeys(AGES, Decimal(0))
    for each in found:
        for bucket in each.buckets:
            sums[bucket.days] += bucket.amount
    return [AgeBucket(days=days, amount=amount) for days, amount in sums.items()]


def words(days: int) -> str:
    """An age as a heading."""
    if days == 0:
        return _("Current")
    return (
        _("%(days)d days and more") % {"days": days}
        if days == max(AGES)
        else _("%(days)d days") % {"days": days}
    )


def sheets(found: Sequence[Aged]) -> list[Sheet]:
    """By customer, and what is open."""
    who = (_("Customer"), _("Customer number"))
    return [
        Sheet(
            title=_("By customer"),
            heads=(*who, *(words(days) for days in AGES), _("Total")),
            rows=(
                [each.name, each.customer, *(b.amount for b in each.buckets), each.total] for each in found
            ),
        ),
        Sheet(
            title=_("What is open"),
            heads=(*who, _("Number"), _("Days"), _("Amount")),
            rows=_lines(found),
        ),
    ]


def _lines(found: Sequence[Aged]) -> Iterator[list[Any]]:
    for each in found:
        for item in each.items:
            yield [each.name, each.customer, item.number or _("Not matched"), item.days, item.amount]


def _open(customer: str, told: Sequence[receivables.Told], on: date) -> list[Item]:
    items, loose = open_items([each.movement for each in told], on=on)
    behind = {each.movement.number: each for each in reversed(told) if each.movement.amount > 0}
    found = [
        Item(
            customer=customer,
            number=item.number,
            amount=item.amount,
            days=item.age,
            document=behind[item.number].document,
            entry=behind[item.number].entry,
        )
        for item in items
    ]
    if loose:
        found.append(Item(customer=customer, number="", amount=-loose, days=0))
    return found


def _aged(found: dict[str, list[Item]]) -> list[Aged]:
    """One query for the names. An organisation that is gone has none."""
    rows = Customer.objects.filter(organisation__public_id__in=found).select_related("organisation")
    known = {row.organisation.public_id: row for row in rows}
    aged = [
        Aged(
            customer=customer,
            name=known[customer].organisation.name if customer in known else "",
            row=known[customer].pk if customer in known else None,
            items=tuple(items),
            buckets=age([Open(number=item.number, amount=item.amount, age=item.days) for item in items]),
        )
        for customer, items in found.items()
    ]
    return sorted(aged, key=lambda each: (-each.total, each.name, each.customer))
