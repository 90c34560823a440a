"""What pricing deletes when an organisation ends: every row and file of it (POPIA s24)."""

from functools import partial
from itertools import chain

from django.db import transaction

from pricing.models import (
    Category,
    Decision,
    Import,
    ImportMapping,
    PricingSettings,
    Product,
    ProductChange,
    ProductCost,
    Recommendation,
    ReplacedSalesRow,
    Run,
    SalesRow,
)
from synthai.core import files

# Children first: nothing is left for a foreign key to protect.
_MODELS = (
    Decision,
    Recommendation,
    Run,
    ReplacedSalesRow,
    SalesRow,
    ProductChange,
    ProductCost,
    Product,
    Category,
    Import,
    ImportMapping,
    PricingSettings,
)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows now, and its uploaded files after the commit. Needs its tenant."""
    paths = Import.objects.filter(organisation_id=organisation_id).values_list("path", "report_path")
    for path in [path for path in chain.from_iterable(paths) if path]:
        transaction.on_commit(partial(files.delete, path), robust=True)
    for model in _MODELS:
        # Straight to SQL: a million sales rows must not become objects.
        rows = model.objects.filter(organisation_id=organisation_id)
        rows._raw_delete(rows.db)  # noqa: SLF001 - Django's own fast path, without collecting
