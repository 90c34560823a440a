from pricing.models.catalogue import Category, Product, ProductCost, VatTreatment
from pricing.models.imports import Import, ImportKind, ImportMapping, ImportState, ProductChange
from pricing.models.sales import Grain, ReplacedSalesRow, SalesRow

__all__ = [
    "Category",
    "Grain",
    "Import",
    "ImportKind",
    "ImportMapping",
    "ImportState",
    "Product",
    "ProductChange",
    "ProductCost",
    "ReplacedSalesRow",
    "SalesRow",
    "VatTreatment",
]
