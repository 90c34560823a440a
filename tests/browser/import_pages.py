"""The import and product pages in each of their states, for the list in pages.py."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django.urls import reverse

from pricing.models import Import, Product
from pricing.tests.factories import bring_in, upload
from pricing.tests.import_files import csv_bytes, history
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

HEADINGS = "date,sku,name,category,units,unit_price,unit_cost"
SALES = history(
    ("2026-10-05", "MM-5", "Mieliemeel 5 kg", "Groceries", 41, "84.99", "61.20"),
    ("2026-10-05", "RT-80", "Rooibos tea 80 bags", "Groceries", 18, "39.99", "24.10"),
    ("2026-10-06", "SO-2", "Sunflower oil 2 l", "Groceries", 27, "74.99", "58.00"),
    ("2026-10-07", "BB-700", "Brown bread 700 g", "Bakery", 88, "18.99", "13.40"),
    headings=HEADINGS,
)
FAULTY = history(
    ("2026-10-05", "MM-5", "Mieliemeel 5 kg", "Groceries", 41, "84.99", "61.20"),
    ("2026-10-05", "RT-80", "Rooibos tea", "Groceries", "eighteen", "39.99", "24.10"),
    ("2026-10-06", "SO-2", "Sunflower oil 2 l", "Groceries", 27, "0", "58.00"),
    ("2026-10-06", "so-2", "Sunflower oil 2 l", "Groceries", 3, "74.99", "98.00"),
    ("2026-10-07", "BB-700", "Brown bread 700 g", "Bakery", 88, "18.99", "13.40"),
    headings=HEADINGS,
)
TILL = csv_bytes(
    ["Dag", "Artikel", "Beskrywing", "Stuks verkoop", "Prys per stuk", "Afdeling"],
    [
        ("14/09/2026", "MM-5", "Mieliemeel 5 kg", 41, "79,99", "Kruideniersware"),
        ("14/09/2026", "RT-80", "Rooibostee 80 sakkies", 18, "39,99", "Kruideniersware"),
        ("21/09/2026", "SO-2", "Sonneblomolie 2 l", 25, "74,99", "Kruideniersware"),
    ],
    delimiter=";",
)
UNDECIDED = history(("03/04/2026", "MM-5", 41, "84.99"), ("04/04/2026", "RT-80", 18, "39.99"))
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)

Prepare = Callable[[Cast], str]


def _bring_in(cast: Cast, content: bytes, **values: Any) -> Import:
    """As the factory's, in a thread of its own: a worker's hints cannot be sent where Playwright's loop runs."""

    def work() -> Import:
        try:
            return bring_in(cast.thandi.actor, content, **values)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def _page_of(found: Import) -> str:
    return reverse("pricing:import-detail", args=["umoja-foods", found.public_id])


def an_import(content: bytes, name: str = "till export.csv") -> Prepare:
    """The page of an import as far as it gets by itself."""
    return lambda cast: _page_of(_bring_in(cast, content, name=name))


def a_waiting_import(cast: Cast) -> str:
    """The page of a file that nobody has looked at."""
    return _page_of(upload(cast.thandi.actor, SALES))


def several_imports(cast: Cast) -> None:
    """Loaded, faulty, failed, and one that asks."""
    for number, content in enumerate((SALES, FAULTY, PICTURE, TILL)):
        _bring_in(cast, content, name=f"till export {number + 1}.csv")


def sample_products(cast: Cast) -> None:
    """Products marked as sample data."""
    _bring_in(cast, SALES, is_sample=True)


def a_product_to_change(cast: Cast) -> str:
    """The form of one product with a cost."""
    _bring_in(cast, SALES)
    with tenant(cast.umoja):
        product = Product.objects.get(sku="MM-5")
    return reverse("pricing:product-edit", args=["umoja-foods", product.public_id])
