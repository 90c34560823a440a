from pricing.models.catalogue import Category, Product, ProductCost
from pricing.models.imports import Import, ImportMapping, ImportState, ProductChange
from pricing.models.recommendations import Action, Decision, DecisionState, Recommendation, Verb
from pricing.models.runs import Run, RunState
from pricing.models.sales import ReplacedSalesRow, SalesRow
from pricing.models.settings import PricingSettings
from pricing.models.stock import StockAlert
from pricing.terms import Grain, ImportKind, VatTreatment

__all__ = [
    "Action",
    "Category",
    "Decision",
    "DecisionState",
    "Grain",
    "Import",
    "ImportKind",
    "ImportMapping",
    "ImportState",
    "PricingSettings",
    "Product",
    "ProductChange",
    "ProductCost",
    "Recommendation",
    "ReplacedSalesRow",
    "Run",
    "RunState",
    "SalesRow",
    "StockAlert",
    "VatTreatment",
    "Verb",
]
