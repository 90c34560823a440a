"""What plans differ in, of prices. Declared at the start; asked for in services."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from pricing.selectors import products
from synthai.core.entitlements import feature

PRODUCTS: Final = feature(
    "pricing.products",
    kind="limit",
    title=_("Products"),
    unit=_("products"),
    count=products.counted,
    grown=products.counted_since,
)
RUNS: Final = feature("pricing.runs", kind="meter", title=_("Price runs"), unit=_("runs"), is_whole=True)
