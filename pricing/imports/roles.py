"""What a column of a file can mean, and the headings that usually mean it.

A mapping is `{role: column number}` counted from 0, with `"extra"` holding a list of further numeric columns.
Columns are numbers and not headings, because a file may carry the same heading twice.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Mapping: TypeAlias = dict[str, int | list[int]]
EXTRA: Final = "extra"


class Role(StrEnum):
    """The meanings."""

    DATE = "date"
    WEEK = "week"
    SKU = "sku"
    NAME = "name"
    VARIANT = "variant"
    CATEGORY = "category"
    UNITS = "units"
    UNIT_PRICE = "unit_price"
    LINE_TOTAL = "line_total"
    LINE_DISCOUNT = "line_discount"
    DISCOUNT_PERCENT = "discount_percent"
    LINE_TAX = "line_tax"
    UNIT_COST = "unit_cost"
    COST_TOTAL = "cost_total"
    PROMO = "promo"
    COMPETITOR_PRICE = "competitor_price"
    STOCK = "stock"
    REFERENCE = "reference"
    SALE_OR_REFUND = "sale_or_refund"
    STATUS = "status"
    CANCELLED = "cancelled"
    CURRENCY = "currency"
    REGULAR_PRICE = "regular_price"
    SALE_PRICE = "sale_price"
    TAX_STATUS = "tax_status"
    TAX_CLASS = "tax_class"
    ORDER_SUBTOTAL = "order_subtotal"
    ORDER_SHIPPING = "order_shipping"
    ORDER_TAXES = "order_taxes"
    ORDER_TOTAL = "order_total"


@dataclass(frozen=True)
class Meaning:
    """A role as people see it; `synonyms` are headings in lower case that suggest it."""

    label: "_StrPromise"
    help: "_StrPromise | str" = ""
    synonyms: tuple[str, ...] = ()


# Only these are offered on the mapping page; the others belong to presets. Synonyms: English and Afrikaans
# headings of tills, spreadsheets and stock programs.
OFFERED: Final[dict[Role, Meaning]] = {
    Role.DATE: Meaning(
        _("Date"),
        _("The day of the sale."),
        (
            "date", "day", "sold on", "sale date", "sales date", "transaction date", "order date", "invoice date",
            "date sold", "datum", "verkoopsdatum", "verkoopdatum", "transaksiedatum", "created at", "paid at",
        ),
    ),
    Role.WEEK: Meaning(
        _("Week"),
        _("For weekly totals: the Monday, any day of the week, or 2026-W05."),
        ("week", "week starting", "week start", "week beginning", "week commencing", "week of", "iso week"),
    ),
    Role.SKU: Meaning(
        _("Product code"),
        _("What tells products apart: SKU, barcode or stock code. “ab1” and “AB1” are two codes."),
        (
            "sku", "code", "product code", "item code", "stock code", "barcode", "product id", "item id", "plu",
            "ean", "gtin", "upc", "product sku", "item sku", "stockcode", "article", "kode", "produkkode",
            "item number", "item no", "item no.", "item nr", "item nr.", "artikel nr", "artikelnommer", "artikelnummer",
            "stok kode", "stokkode", "produk kode", "strepieskode", "product_id", "item_id", "upc code",
        ),
    ),
    Role.NAME: Meaning(
        _("Product name"),
        _("Used as the code where a row has no code."),
        (
            "name", "product", "product name", "item", "item name", "description", "item description",
            "product title", "title", "beskrywing", "omskrywing", "omschrijving", "naam", "produk", "produknaam",
        ),
    ),
    Role.CATEGORY: Meaning(
        _("Category"),
        _("Products of one category lend each other evidence."),
        ("category", "department", "group", "product type", "product category", "kategorie", "afdeling", "type"),
    ),
    Role.UNITS: Meaning(
        _("Units sold"),
        _("Below zero for a refund."),
        (
            "units", "quantity", "qty", "units sold", "quantity sold", "qty sold", "items sold", "sold", "volume",
            "aantal", "aantal verkoop", "hoeveelheid", "sales qty", "move", "sales units",
        ),
    ),
    Role.UNIT_PRICE: Meaning(
        _("Price of one unit"),
        _("In rand, as the customer paid it."),
        (
            "unit_price", "unit price", "price", "selling price", "sale price", "price each", "retail price",
            "price incl", "price incl vat", "unit price incl", "prys", "eenheidsprys", "verkoopprys", "item price",
        ),
    ),
    Role.LINE_TOTAL: Meaning(
        _("Total of the row"),
        _("Units times price; the price is worked out from it when there is no price column."),
        (
            "total", "amount", "sales", "line total", "revenue", "net sales", "total sales", "value", "sales value",
            "turnover", "bedrag", "totaal",
        ),
    ),
    Role.UNIT_COST: Meaning(
        _("Cost of one unit"),
        _("In rand without VAT."),
        (
            "unit_cost", "unit cost", "cost", "cost price", "cost of goods", "purchase price", "kosprys", "inkoopprys", "aankoopprys",
            "inkoopprijs", "cost each",
            "cost excl", "avg cost", "average cost",
        ),
    ),
    Role.PROMO: Meaning(
        _("On promotion"),
        _("Yes or no, 1 or 0, or the share of the week as 0 to 1."),
        ("promo", "promotion", "on promotion", "on promo", "special", "on special", "feat", "aanbieding"),
    ),
    Role.COMPETITOR_PRICE: Meaning(
        _("Competitor's price"),
        "",
        ("competitor_price", "competitor price", "competitor", "market price", "rival price"),
    ),
    Role.STOCK: Meaning(
        _("Stock"),
        _("At the start of the day or week: weeks that sold out are not taken for weeks of low demand."),
        ("stock", "stock on hand", "on hand", "soh", "inventory", "stock level", "qty on hand", "voorraad"),
    ),
    Role.REFERENCE: Meaning(
        _("Receipt or order number"),
        _("Lets overlapping exports be imported without counting a sale twice."),
        (
            "reference", "receipt", "receipt number", "receipt no", "order", "order number", "order no", "order id",
            "invoice", "invoice number", "invoice no", "transaction id", "transaction number", "slip", "document",
        ),
    ),
    Role.SALE_OR_REFUND: Meaning(
        _("Sale or refund"),
        _("Rows that say refund, return or credit count as units below zero."),
        ("receipt type", "transaction type", "sale or refund", "sale/refund"),
    ),
}  # fmt: skip

# Single words of a heading that suggest a role when no whole heading does.
HINTS: Final[dict[Role, frozenset[str]]] = {
    Role.DATE: frozenset({"date", "datum", "day", "dag", "verkoopdatum"}),
    Role.WEEK: frozenset({"week"}),
    Role.SKU: frozenset({"sku", "code", "kode", "barcode", "artikel", "article", "plu", "ean"}),
    Role.NAME: frozenset(
        {
            "description",
            "beskrywing",
            "omskrywing",
            "omschrijving",
            "name",
            "naam",
            "product",
            "produk",
            "item",
        }
    ),
    Role.CATEGORY: frozenset({"category", "kategorie", "department", "afdeling", "group", "groep"}),
    Role.UNIT_COST: frozenset({"cost", "kosprys", "koste", "inkoopprys", "inkoopprijs", "aankoopprys"}),
    Role.COMPETITOR_PRICE: frozenset({"competitor", "mededinger", "rival"}),
    Role.UNIT_PRICE: frozenset({"price", "prys", "prijs"}),
    Role.UNITS: frozenset(
        {"units", "unit", "qty", "quantity", "aantal", "stuks", "sold", "verkoop", "eenhede"}
    ),
    Role.LINE_TOTAL: frozenset({"total", "totaal", "amount", "bedrag", "revenue", "turnover"}),
    Role.PROMO: frozenset({"promo", "promotion", "special", "aanbieding"}),
    Role.STOCK: frozenset({"stock", "voorraad", "inventory"}),
    Role.REFERENCE: frozenset({"receipt", "invoice", "order", "slip", "kwitansie", "faktuur"}),
}

MONEY_ROLES: Final = frozenset(
    {
        Role.UNIT_PRICE, Role.LINE_TOTAL, Role.LINE_DISCOUNT, Role.LINE_TAX, Role.UNIT_COST, Role.COST_TOTAL,
        Role.COMPETITOR_PRICE, Role.REGULAR_PRICE, Role.SALE_PRICE, Role.ORDER_SUBTOTAL, Role.ORDER_SHIPPING,
        Role.ORDER_TAXES, Role.ORDER_TOTAL,
    }
)  # fmt: skip
NUMBER_ROLES: Final = MONEY_ROLES | {Role.UNITS, Role.STOCK, Role.DISCOUNT_PERCENT}
DATE_ROLES: Final = frozenset({Role.DATE, Role.WEEK})


def column_of(mapping: Mapping, role: Role) -> int | None:
    """The column that has this meaning, or None."""
    found = mapping.get(role.value)
    return found if isinstance(found, int) else None


def extra_columns(mapping: Mapping) -> list[int]:
    """The further numeric columns."""
    found = mapping.get(EXTRA, [])
    return found if isinstance(found, list) else []


def label_of(role: Role) -> str:
    """What people call a role."""
    return str(OFFERED[role].label) if role in OFFERED else role.value.replace("_", " ")
