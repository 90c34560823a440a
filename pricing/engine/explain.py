"""Plain words for a recommendation, in South African English."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from pricing.engine.constraints import CONSTRAINTS

WORDS = {rule.code: rule.words for rule in CONSTRAINTS}
NBSP = "\u00a0"
FEW_WEEKS = 26
MOSTLY_OWN, PARTLY_OWN = 0.6, 0.25


def rand(amount: float) -> str:
    """Return an amount as R 1 234.56 with no-break spaces; negative as -R 12.00."""
    sign = "-" if round(amount, 2) < 0 else ""
    return f"{sign}R{NBSP}{abs(amount):,.2f}".replace(",", NBSP)


def rand_range(low: float, high: float) -> str:
    """Return "R 10.00 to R 20.00"."""
    return f"{rand(low)} to {rand(high)}"


def sensitivity(elasticity: float) -> str:
    """Return how buyers react to price, in words."""
    if elasticity > -1:
        return "buyers react little to its price"
    if elasticity > -2:
        return "buyers react moderately to its price"
    if elasticity > -3.2:
        return "buyers react strongly to its price"
    return "buyers react very strongly to its price"


def evidence(share: float) -> str:
    """Return where the price sensitivity comes from."""
    if share >= MOSTLY_OWN:
        return "mostly from its own sales"
    return "partly from its own sales" if share >= PARTLY_OWN else "mostly from similar products"


def reason(row: Mapping[str, Any]) -> str:
    """Return one or two sentences why this price. `row` holds the columns of `Model.recommend`."""
    sentence = _REASONS[str(row["reason_code"])](row)
    binding = str(row["binding_constraint"])
    if binding and row["reason_code"] not in {"nothing_allowed", "stuck", "hardly_sells"}:
        sentence += f" A better price was ruled out by {WORDS[binding]}."
    return sentence


def _direction(row: Mapping[str, Any]) -> str:
    return "Raise" if row["price"] > row["current_price"] else "Lower"


def _gain(row: Mapping[str, Any]) -> str:
    if np.isnan(row["profit_gain"]):
        gain = row["revenue_after"] - row["revenue_before"]
        return f"expected revenue changes by {rand(gain)} a week; the unit cost is not known"
    likely = rand_range(row["profit_gain_low"], row["profit_gain_high"])
    return (
        f"expected profit goes from {rand(row['profit_before'])} to {rand(row['profit_after'])} a week "
        f"(gain likely {likely})"
    )


def _why(row: Mapping[str, Any]) -> str:
    return f"{sensitivity(row['elasticity'])} ({row['elasticity']:.1f}, {evidence(row['own_data_share'])})"


def _change(row: Mapping[str, Any]) -> str:
    move = f"{_direction(row)} from {rand(row['current_price'])} to {rand(row['price'])}"
    return f"{move}: {_gain(row)}, because {_why(row)}."


def _rule_broken(row: Mapping[str, Any]) -> str:
    move = f"{_direction(row)} from {rand(row['current_price'])} to {rand(row['price'])}"
    return f"{move}: today's price breaks a rule of the shop (cost, margin, floor or ceiling)."


def _nearest(row: Mapping[str, Any]) -> str:
    return (
        f"{rand(row['price'])} is the price of your list nearest to today's {rand(row['current_price'])}; "
        "none of the list promises more profit."
    )


def _prices_seen(row: Mapping[str, Any]) -> str:
    count = int(row["price_points"])
    return "only one real price" if count <= 1 else f"only {count} real prices"


def _few_points(row: Mapping[str, Any]) -> str:
    return f"Its history shows {_prices_seen(row)}, too few to be sure. {_trial(row)}"


def _unknown(row: Mapping[str, Any]) -> str:
    return (
        f"Keep {rand(row['current_price'])}: its history shows {_prices_seen(row)}, and by what is known of similar "
        "products no admissible price promises more profit. A small price change for four weeks would show more."
    )


def _hardly_sells(row: Mapping[str, Any]) -> str:
    return f"Keep {rand(row['current_price'])}: it hardly sells, so its sales say nothing about the price."


def _unsure(row: Mapping[str, Any]) -> str:
    chance = f"{row['probability_of_gain']:.0%}"
    return f"The chance that a new price pays is only {chance}, too low to be sure. {_trial(row)}"


def _trial(row: Mapping[str, Any]) -> str:
    return (
        f"Keep {rand(row['current_price'])} as the regular price and test {rand(row['test_price'])} for four "
        "weeks; then run again."
    )


def _already_good(row: Mapping[str, Any]) -> str:
    if np.isnan(row["unit_cost"]):
        limit = "without a unit cost only a rise that lifts revenue can be advised, and none does"
        return f"Keep {rand(row['current_price'])}: {limit}; {_why(row)}."
    return f"Keep {rand(row['current_price'])}: no admissible price promises more profit; {_why(row)}."


def _nothing(row: Mapping[str, Any]) -> str:
    if row["binding_constraint"]:
        limit = WORDS[str(row["binding_constraint"])]
        return f"Keep {rand(row['current_price'])}: no other price is admissible because of {limit}."
    return f"Keep {rand(row['current_price'])}: no other price obeys all the rules."


def _stuck(row: Mapping[str, Any]) -> str:
    return (
        f"Today's {rand(row['current_price'])} breaks a rule of the shop (cost, margin, floor or ceiling), and no "
        "price within the maximum change mends it. Check the cost or allow a larger change."
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
