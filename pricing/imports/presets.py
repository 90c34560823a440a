"""Files of known programs, recognised by their headings.

Headings are compared in lower case without asterisks and doubled spaces; extra and missing optional columns do
not matter. A preset either says what its columns mean, or, where a file cannot hold the sales of single
products, which export holds them.
"""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from pricing.imports.layout import key_of
from pricing.imports.roles import EXTRA, Mapping, Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HISTORY: Final = "history"


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One layout. `signature`: headings that must all be there. `columns`: heading to role, the first heading
    found wins a role. `instead`: why the file cannot be used and what to export. `asks`: questions that its
    numbers cannot answer ("vat": do prices include VAT). `rules`: how its rows are read beyond plain columns.
    """

    name: str
    label: "_StrPromise | str"
    signature: tuple[str, ...]
    columns: ReadOnly[str, Role] = field(default_factory=dict)
    kind: str = "sales"
    instead: "_StrPromise | None" = None
    asks: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether all headings of the signature are among these."""
        return keys.issuperset(self.signature)

    def mapping(self, keys: Sequence[str]) -> Mapping:
        """What each column means; a column that no role claims is left out."""
        found: Mapping = {}
        for heading, role in self.columns.items():
            if heading in keys and role.value not in found:
                found[role.value] = list(keys).index(heading)
        return found

    def doubled(self, keys: Sequence[str]) -> list[str]:
        """Headings it needs that the file has more than once."""
        return [heading for heading in self.columns if list(keys).count(heading) > 1]


_NO_ITEMS = _("It has no products and quantities in it, so prices cannot be worked out from it.")

_KNOWN: Final = (
    Preset(
        name="shopify_orders",
        label=_("Shopify orders"),
        signature=("name", "lineitem quantity", "lineitem name", "lineitem price"),
        columns={
            "created at": Role.DATE,
            "paid at": Role.DATE,
            "lineitem sku": Role.SKU,
            "lineitem name": Role.NAME,
            "lineitem quantity": Role.UNITS,
            "lineitem price": Role.UNIT_PRICE,
            "lineitem discount": Role.LINE_DISCOUNT,
            "name": Role.REFERENCE,
            "financial status": Role.STATUS,
            "cancelled at": Role.CANCELLED,
            "currency": Role.CURRENCY,
            "subtotal": Role.ORDER_SUBTOTAL,
            "shipping": Role.ORDER_SHIPPING,
            "taxes": Role.ORDER_TAXES,
            "total": Role.ORDER_TOTAL,
        },
        rules=("order_cells_on_first_row", "order_taxes"),
    ),
    Preset(
        name="woocommerce_products",
        label=_("WooCommerce products"),
        signature=("sku", "name", "regular price", "visibility in catalog"),
        columns={
            "sku": Role.SKU,
            "name": Role.NAME,
            "categories": Role.CATEGORY,
            "regular price": Role.REGULAR_PRICE,
            "sale price": Role.SALE_PRICE,
            "cost of goods": Role.UNIT_COST,
            "stock": Role.STOCK,
            "tax status": Role.TAX_STATUS,
            "tax class": Role.TAX_CLASS,
        },
        kind="catalogue",
        rules=("category_path",),
    ),
    Preset(
        name="loyverse_receipts_by_item",
        label=_("Loyverse receipts by item"),
        signature=("date", "receipt number", "sku", "quantity", "gross sales", "net sales"),
        columns={
            "date": Role.DATE,
            "receipt number": Role.REFERENCE,
            "receipt type": Role.SALE_OR_REFUND,
            "category": Role.CATEGORY,
            "sku": Role.SKU,
            "item": Role.NAME,
            "item name": Role.NAME,
            "variant": Role.VARIANT,
            "quantity": Role.UNITS,
            "net sales": Role.LINE_TOTAL,
            "taxes": Role.LINE_TAX,
            "cost of goods": Role.COST_TOTAL,
            "status": Role.STATUS,
        },
        rules=("line_taxes",),
    ),
    Preset(
        name="xero_bills",
        label=_("Xero bills"),
        signature=(
            "contactname",
            "invoicenumber",
            "invoicedate",
            "quantity",
            "unitamount",
            "total",
            "taxamount",
        ),
        instead=_(
            "This is a Xero bill file: what you bought, not what you sold. Export your sales invoices from Xero "
            "(Business, Invoices, Export), or upload a list of product codes and costs."
        ),
    ),
    Preset(
        name="xero_sales_invoices",
        label=_("Xero sales invoices"),
        signature=("contactname", "invoicenumber", "invoicedate", "quantity", "unitamount"),
        columns={
            "invoicedate": Role.DATE,
            "inventoryitemcode": Role.SKU,
            "description": Role.NAME,
            "quantity": Role.UNITS,
            "unitamount": Role.UNIT_PRICE,
            "discount": Role.DISCOUNT_PERCENT,
            "invoicenumber": Role.REFERENCE,
            "currency": Role.CURRENCY,
        },
        asks=("vat",),
    ),
    Preset(
        name="woocommerce_analytics_orders",
        label=_("WooCommerce analytics orders"),
        signature=("order #", "product(s)", "items sold", "net sales"),
        instead=_(
            "This is the orders report of WooCommerce Analytics: it names products in one sentence per order, "
            "without the price of each. Use an order export with one row per product (for example the plug-in "
            "“Advanced Order Export”), with date, SKU, quantity and item price."
        ),
    ),
    Preset(
        name="loyverse_receipts",
        label=_("Loyverse receipts"),
        signature=("receipt number", "gross sales", "net sales", "total collected", "payment type"),
        instead=_(
            "This is Loyverse's “Receipts” export: one row per receipt, without the items. In Loyverse Back "
            "Office open Receipts, choose Export, and take “Receipts by item”."
        ),
    ),
    Preset(
        name="yoco_transactions",
        label=_("Yoco transactions"),
        signature=("transaction date", "transaction id", "amount", "processing fee"),
        instead=_(
            "This is a list of Yoco card payments, without the items sold. In the Yoco Portal open Sales, "
            "Product sales, and export the item report with date, product, quantity and amount."
        ),
    ),
    *(
        Preset(
            name="bank_statement",
            label=_("Bank statement"),
            signature=signature,
            instead=_(
                "This looks like a bank statement: amounts that came in and went out, without products. Export "
                "the sales by item from your till or online shop instead."
            ),
        )
        for signature in (
            ("date", "transaction description", "amount", "balance"),
            ("date", "transaction description", "debit amount", "credit amount"),
            ("transaction date", "moneyin(r)", "moneyout(r)"),
            ("date", "description", "money in", "money out", "balance"),
            ("date", "description", "amount", "balance"),
            ("date", "description", "debits(r)", "credits(r)"),
            ("date", "description", "payments", "deposits", "balance"),
        )
    ),
)

_HISTORY_COLUMNS: Final = {
    role.value: role
    for role in (
        Role.DATE, Role.WEEK, Role.SKU, Role.NAME, Role.CATEGORY, Role.UNITS, Role.UNIT_PRICE, Role.UNIT_COST,
        Role.PROMO, Role.COMPETITOR_PRICE, Role.STOCK, Role.REFERENCE,
    )
}  # fmt: skip
OWN: Final = Preset(
    name=HISTORY,
    label=_("SynthAI sales history"),
    signature=("sku", "units", "unit_price"),
    columns=_HISTORY_COLUMNS,
)


def recognise(headings: Sequence[str]) -> tuple[Preset | None, Mapping]:
    """The preset that these headings belong to, with its mapping; (None, {}) when none does.

    Our own layout needs `date` or `week`; its further columns become drivers if they turn out numeric, which
    inspection decides.
    """
    keys = [key_of(heading) for heading in headings]
    known = frozenset(keys)
    if OWN.fits(known) and known & {"date", "week"}:
        mapping = OWN.mapping(keys)
        mapping[EXTRA] = [place for place, key in enumerate(keys) if key and key not in _HISTORY_COLUMNS]
        return OWN, mapping
    for preset in _KNOWN:
        if preset.fits(known):
            return preset, preset.mapping(keys)
    return None, {}


def get(name: str) -> Preset | None:
    """The preset of this name."""
    return next((preset for preset in (OWN, *_KNOWN) if preset.name == name), None)
