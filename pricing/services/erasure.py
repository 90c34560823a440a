"""What pricing deletes when an organisation ends: every row and file of it (POPIA s24)."""

from itertools import chain

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
    StockAlert,
)
from synthai.core import files
from synthai.core.after_commit import after_commit

# Children first: nothing is left for a foreign key to protect.
_MODELS = (
    Decision,
    Recommendation,
    Run,
    ReplacedSalesRow,
    SalesRow,
    StockAlert,
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
        after_commit(files.delete, path)
    for model in _MODELS:
        # Straight to SQL: a million sales rows must not become objects.
        rows = model.objects.filter(organisation_id=organisation_id)
        rows._raw_delete(rows.db)  # noqa: SLF001 - Django's own fast path, without collecting
