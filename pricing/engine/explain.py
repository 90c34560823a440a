"""Plain words for a recommendation, in South African English."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from pricing.engine.constraints import CONSTRAINTS

WORDS = {rule.code: rule.words for rule in CONSTRAINTS}
NBSP = "\u00a0"
FEW_WEEKS = 26
MOSTLY_OWN, PARTLY_OWN = 0.6, 0.25
STRONG = -2.0


def rand(amount: float) -> str:
    """Return an amount as R 1 234.56 with no-break spaces; negative as -R 12.00."""
    sign = "-" if round(amount, 2) < 0 else ""
    return f"{sign}R{NBSP}{abs(amount):,.2f}".replace(",", NBSP)


def sensitivity(elasticity: float) -> str:
    """Return how buyers react to price, in words."""
    if elasticity > -1:
        return "buyers react little to its price"
    if elasticity > STRONG:
        return "buyers react moderately to its price"
    if elasticity > -3.2:
        return "buyers react strongly to its price"
    return "buyers react very strongly to its price"


def evidence(share: float) -> str:
    """Return where the price sensitivity comes from."""
    if share >= MOSTLY_OWN:
        return "judged mostly by its own sales"
    return "judged partly by its own sales" if share >= PARTLY_OWN else "judged mostly by similar products"


def reason(row: Mapping[str, Any]) -> str:
    """Return one or two short sentences why this price; prices and profits stand in columns beside it.

    `row` holds the columns of `Model.recommend` and the `vat` share.
    """
    sentence = _REASONS[str(row["reason_code"])](row)
    binding = str(row["binding_constraint"])
    if binding and row["reason_code"] not in {"nothing_allowed", "stuck", "hardly_sells"}:
        sentence += f" A better price is out of reach: {WORDS[binding]}."
    return sentence


def _why(row: Mapping[str, Any]) -> str:
    return f"{sensitivity(row['elasticity'])} ({evidence(row['own_data_share'])})"


def _change(row: Mapping[str, Any]) -> str:
    why = _why(row)
    return f"{why[0].upper()}{why[1:]}{_consequence(row)}."


def _consequence(row: Mapping[str, Any]) -> str:
    """Return what follows from the reaction; where it alone would point the other way, the margin explains it."""
    rises = row["price"] > row["current_price"]
    way = "higher" if rises else "lower"
    if np.isnan(row["unit_cost"]):
        return f", so a {way} price brings in more; its cost is not known"
    a_sale = rand(row["current_price"] / (1 + row["vat"]) - row["unit_cost"])
    is_strong = row["elasticity"] <= STRONG
    if rises and is_strong:
        return f", but a sale earns only {a_sale}, so a higher price pays"
    if not rises and not is_strong:
        return f", and a sale earns {a_sale}, so more sales at a lower price pay"
    return f", so a {way} price earns more"


def _rule_broken(_row: Mapping[str, Any]) -> str:
    return (
        "Today's price breaks a rule of the shop (cost, margin, floor or ceiling); this one obeys them all."
    )


def _nearest(_row: Mapping[str, Any]) -> str:
    return "The price of your list nearest to today's; none of the list promises more profit."


def _prices_seen(row: Mapping[str, Any]) -> str:
    count = int(row["price_points"])
    return "only one real price" if count <= 1 else f"only {count} real prices"


def _few_points(row: Mapping[str, Any]) -> str:
    return f"Its history shows {_prices_seen(row)}, too few to be sure. {_trial(row)}"


def _unknown(row: Mapping[str, Any]) -> str:
    return (
        f"Its history shows {_prices_seen(row)}, and by what similar products say no other price earns more. "
        "A small price change for four weeks would show more."
    )


def _hardly_sells(_row: Mapping[str, Any]) -> str:
    return "It hardly sells, so its sales say nothing about the price."


def _unsure(row: Mapping[str, Any]) -> str:
    return f"The chance that a new price pays is only {row['probability_of_gain']:.0%}. {_trial(row)}"


def _trial(row: Mapping[str, Any]) -> str:
    return f"Try {rand(row['test_price'])} for four weeks, then run again."


def _already_good(row: Mapping[str, Any]) -> str:
    if np.isnan(row["unit_cost"]):
        return f"Without a unit cost only a rise that lifts sales can be advised, and none does: {_why(row)}."
    return f"No price within your rules earns more: {_why(row)}."


def _nothing(row: Mapping[str, Any]) -> str:
    if row["binding_constraint"]:
        return f"No other price is allowed: {WORDS[str(row['binding_constraint'])]}."
    return "No other price obeys all the rules."


def _stuck(_row: Mapping[str, Any]) -> str:
    return (
        "Today's price breaks a rule of the shop (cost, margin, floor or ceiling), and no price within the "
        "maximum change mends it. Check the cost or allow a larger change."
    )


_REASONS = {
    "gain": _change,
    "rule_broken": _rule_broken,
    "nearest_of_list": _nearest,
    "few_price_points": _few_points,
    "unsure": _unsure,
    "already_good": _already_good,
    "unknown_response": _unknown,
    "hardly_sells": _hardly_sells,
    "nothing_allowed": _nothing,
    "stuck": _stuck,
}
REASONS = tuple(_REASONS)


def cautions(row: Mapping[str, Any]) -> list[str]:
    """Return what the person should bear in mind, one short sentence each."""
    found = []
    if row["weeks_of_data"] < FEW_WEEKS:
        weeks = int(row["weeks_of_data"])
        found.append(f"Only {weeks} {'week' if weeks == 1 else 'weeks'} of sales.")
    if row["units_before"] < 1:
        found.append("Sells less than one a week; expectations are rough.")
    if np.isnan(row["unit_cost"]):
        found.append("The unit cost is not known, so profit cannot be worked out.")
    elif row["current_price"] / (1 + row["vat"]) < row["unit_cost"]:
        found.append("Today's price without VAT is below cost.")
    return found
