"""The demo catalogue, put on sale for the tests that sell from it.

The services make it once a run, in some hundred and fifty statements; after that its rows are written as they were.
"""

from copy import copy
from datetime import datetime
from functools import cache
from typing import TypeVar

from django.db import transaction

from billing.models import Plan, PlanValue, Price
from billing.services import demo_catalogue, grants
from synthai.core.after_commit import after_commit
from synthai.core.models import new_public_id

T = TypeVar("T", Plan, PlanValue, Price)
Rows = tuple[tuple[Plan, ...], tuple[PlanValue, ...], tuple[Price, ...]]


@transaction.atomic
def put_on_sale(*, now: datetime) -> None:
    """What `demo_catalogue.load` makes, without the entries of its trail, which are its own tests' business."""
    if Plan.objects.exists():
        demo_catalogue.load(now=now)
        return
    plans, values, prices = _as_loaded()
    made = {plan.pk: _anew(plan) for plan in plans}
    Plan.objects.bulk_create(made.values())
    PlanValue.objects.bulk_create([_anew(value, plan=made[value.plan_id]) for value in values])
    Price.objects.bulk_create([_anew(price, plan=made[price.plan_id], sold_from=now) for price in prices])
    after_commit(grants.catalogue_changed)


@cache
def _as_loaded() -> Rows:
    """The rows of a catalogue that is loaded and taken back."""
    with transaction.atomic():
        demo_catalogue.load(now=datetime.fromisoformat("2020-01-01T00:00Z"))
        rows = tuple(Plan.objects.all()), tuple(PlanValue.objects.all()), tuple(Price.objects.all())
        transaction.set_rollback(True)
    return rows


def _anew(row: T, **changes: object) -> T:
    """The row with a key and an id of its own: nothing kept by key in one test is found in the next."""
    made = copy(row)
    made.pk = None
    made._state = copy(row._state)
    made._state.adding = True
    if hasattr(made, "public_id"):
        made.public_id = new_public_id()
    for name, value in changes.items():
        setattr(made, name, value)
    return made
