"""Prices and costs of rows: rand per unit, prices with VAT and costs without, whatever the file writes."""

from typing import Final

import numpy as np

from pricing.imports.columns import Mask, ParsedNumbers, plain, scaled
from pricing.imports.copying import NO_NUMBER, Floats, Ints
from pricing.imports.gathering import Gathered
from pricing.imports.plan import Plan
from pricing.imports.problems import Problems
from pricing.imports.roles import Role
from pricing.terms import Grain

VAT: Final = 1.15
MAX_NUMBER: Final = 1_000_000_000


def note_unclear(problems: Problems, what: str, cells: ParsedNumbers, heading: str) -> None:
    problems.add(f"{what}_unclear", cells.bad("not_a_number"), heading, cells.text)
    problems.add(f"{what}_ambiguous", cells.bad("ambiguous"), heading, cells.text)


def is_huge(values: Ints) -> Mask:
    huge: Mask = (np.abs(values.astype(np.float64)) > MAX_NUMBER * 10_000.0) & (values != NO_NUMBER)
    return huge


def prices(data: Gathered, plan: Plan, problems: Problems, units: Ints) -> Ints:
    role = Role.UNIT_PRICE if Role.UNIT_PRICE in data.numbers else Role.LINE_TOTAL
    cells, heading = data.numbers[role], plan.heading(role)
    note_unclear(problems, "price", cells, heading)
    price = _net_prices(data, plan, role, units)
    counted = units != 0  # a line of a receipt without units is set aside anyway
    unread = cells.unclear != 0
    problems.add(
        "price_missing",
        (price == NO_NUMBER) & ~unread & (counted | (plan.grain != Grain.LINE)),
        heading,
        cells.text,
    )
    problems.add("price_zero", price == 0, heading, cells.text)
    problems.add("price_negative", (price < 0) & (price != NO_NUMBER), heading, cells.text)
    problems.add("price_too_large", is_huge(price), heading, cells.text)
    return price


def _net_prices(data: Gathered, plan: Plan, role: Role, units: Ints) -> Ints:
    """Rand per unit with VAT, after discounts."""
    cells = data.numbers[role]
    factor = _vat_factor(data, plan)
    plain_file = role is Role.UNIT_PRICE and factor == 1.0
    if plain_file and not {Role.LINE_DISCOUNT, Role.DISCOUNT_PERCENT} & data.numbers.keys():
        return cells.scaled
    price = plain(cells.scaled)
    each = np.abs(plain(units))
    with np.errstate(divide="ignore", invalid="ignore"):
        if role is Role.LINE_TOTAL:
            price = (price + _added_tax(data)) / np.where(units == 0, np.nan, plain(units))
        if Role.LINE_DISCOUNT in data.numbers:
            price = price - np.nan_to_num(plain(data.numbers[Role.LINE_DISCOUNT].scaled) / each)
        if Role.DISCOUNT_PERCENT in data.numbers:
            price = price * (1 - np.nan_to_num(plain(data.numbers[Role.DISCOUNT_PERCENT].scaled)) / 100)
    if role is Role.LINE_TOTAL and Role.SALE_OR_REFUND in data.texts:
        price = np.abs(price)  # a refund may be written with either sign
    return scaled(price * factor)


def _vat_factor(data: Gathered, plan: Plan) -> float:
    if plan.answers.prices_include_vat is False:
        return VAT
    return VAT if "order_taxes" in plan.rules and _taxes_come_on_top(data) else 1.0


def _taxes_come_on_top(data: Gathered) -> bool:
    """Whether most orders with tax add it to subtotal and shipping, instead of holding it."""
    roles = (Role.ORDER_SUBTOTAL, Role.ORDER_SHIPPING, Role.ORDER_TAXES, Role.ORDER_TOTAL)
    if not all(role in data.numbers for role in roles):
        return False
    subtotal, shipping, taxes, total = (plain(data.numbers[role].scaled) for role in roles)
    taxed = taxes > 0
    added = np.abs(subtotal + np.nan_to_num(shipping) + taxes - total) < 0.02
    return bool(taxed.any() and (added & taxed).sum() * 2 > taxed.sum())


def _added_tax(data: Gathered) -> Floats | float:
    """Tax per line where it comes on top: then it is 15 % of the total, and 13.04 % where the total holds it."""
    if Role.LINE_TAX not in data.numbers:
        return 0.0
    tax, total = plain(data.numbers[Role.LINE_TAX].scaled), plain(data.numbers[Role.LINE_TOTAL].scaled)
    taxed = (tax != 0) & (total != 0) & ~np.isnan(tax) & ~np.isnan(total)
    if not taxed.any() or float(np.median(tax[taxed] / total[taxed])) < 0.14:
        return 0.0
    return np.nan_to_num(tax)


def costs(data: Gathered, plan: Plan, problems: Problems, units: Ints) -> Ints | None:
    if Role.UNIT_COST in data.numbers:
        cells = data.numbers[Role.UNIT_COST]
        bad = (cells.unclear != 0) | ((cells.scaled <= 0) & ~cells.is_missing) | is_huge(cells.scaled)
        problems.add("cost_unclear", bad, plan.heading(Role.UNIT_COST), cells.text)
        return np.where(bad, NO_NUMBER, cells.scaled)
    if Role.COST_TOTAL not in data.numbers:
        return None
    total = plain(data.numbers[Role.COST_TOTAL].scaled)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.round(np.abs(total / np.where(units == 0, np.nan, plain(units))), 2)
    return scaled(np.where(each > 0, each, np.nan))  # 0 is how tills write "unknown"
