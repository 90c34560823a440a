"""The sample data of the demo organisation: labelled in every table, gone with one click."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from pricing import events, locks, permissions
from pricing.models import (
    Category,
    Decision,
    Import,
    ImportState,
    Product,
    ProductChange,
    ProductCost,
    Recommendation,
    ReplacedSalesRow,
    Run,
    SalesRow,
)
from pricing.selectors import found
from pricing.services import live, totals
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish


class NoSampleData(Conflict):
    """There is none."""

    code = "pricing.sample.none"
    message = _("There is no sample data here any more.")


@dataclass(frozen=True)
class Removed:
    """How much went."""

    products: int
    rows: int


@transaction.atomic
def remove(*, by: Actor, now: datetime) -> Removed:
    """Delete the sample products with their sales, costs, advice and decisions, and the runs that advised on nothing else.

    Real products that came from other files stay, even those in the same categories. Raises NotAllowed, NoSampleData.
    """
    require(by, permissions.IMPORT_UNDO)
    if by.organisation_id is None:
        raise NoSampleData
    locks.lock_sales_of_organisation(by.organisation_id)
    products = list(Product.objects.samples().order_by("pk").values_list("pk", flat=True))
    if not products:
        raise NoSampleData
    found.many_changed(products)
    rows, _detail = SalesRow.objects.filter(product_id__in=products).delete()
    for model in (ReplacedSalesRow, Decision, Recommendation, ProductCost, ProductChange):
        model.objects.filter(product_id__in=products).delete()
    Import.objects.filter(is_sample=True, state=ImportState.LOADED).update(
        state=ImportState.UNDONE, undone_at=now
    )
    Product.objects.filter(pk__in=products).delete()
    Category.objects.filter(~Exists(Product.objects.filter(category_id=OuterRef("pk")))).delete()
    _bring_runs_up_to_date()
    audit(None, "pricing.sample.removed", by=by, changes={"products": [len(products), 0], "rows": [rows, 0]})
    publish(events.SampleRemoved(products=len(products), rows=rows))
    live.products_on_commit(by.organisation_id)
    return Removed(len(products), rows)


def _bring_runs_up_to_date() -> None:
    """A run whose advice is all gone would still show its old sums as the shop's own: it goes; others count anew."""
    for run_id in Run.objects.finished().order_by("pk").values_list("pk", flat=True):
        run = locks.lock_run(run_id)
        run.totals = totals.of_run(run)
        if run.totals["products"]:
            run.save(update_fields=["totals"])
        else:
            run.delete()
