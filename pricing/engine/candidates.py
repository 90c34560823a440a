"""Which prices are weighed: all admissible endings near the current price, or the list a person gave."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pricing.engine.arrays import Bools, Floats, Texts
from pricing.engine.columns import Faults, codes, numbers, require_columns, tidy_names
from pricing.engine.panel import Panel
from pricing.engine.problems import BadInput
from pricing.engine.settings import Rules

MOST = 80
LOOK_BEYOND = 0.10
LEAST_PRICE = 0.01


@dataclass(frozen=True)
class Offer:
    """The products to price (positions in the panel) with what the shop says about them now."""

    places: np.ndarray
    current: Floats
    cost: Floats
    rival: Floats
    lists: tuple[tuple[float, ...] | None, ...]

    def slice(self, rows: slice) -> "Offer":
        """Return some of the products."""
        return replace(
            self, places=self.places[rows], current=self.current[rows], cost=self.cost[rows],
            rival=self.rival[rows], lists=self.lists[rows],
        )  # fmt: skip


def offer_of(panel: Panel, frame: pd.DataFrame | None) -> Offer:
    """Return every product as the history left it, or the products of a CANDIDATES table with its values.

    Raises BadInput for unknown or doubled codes, prices that are not above zero, or unreadable lists.
    """
    places = np.arange(len(panel.skus))
    rival = np.full(len(places), np.nan) if panel.rival is None else panel.rival[:, -1].astype(float)
    offer = Offer(places, panel.current_price.astype(float), panel.cost, rival, (None,) * len(places))
    if frame is None:
        return offer
    faults = Faults()
    tidy = tidy_names(frame, faults)
    require_columns(tidy, ("sku",), faults, what="The candidate table")
    if faults:
        raise BadInput(faults.problems, faults.total)
    chosen = _places(tidy, panel.skus, faults)
    offer = Offer(
        places=chosen,
        current=_given(tidy, "current_price", offer.current[chosen], faults, least=LEAST_PRICE),
        cost=_given(tidy, "unit_cost", offer.cost[chosen], faults, least=0.0),
        rival=_given(tidy, "competitor_price", offer.rival[chosen], faults, least=LEAST_PRICE),
        lists=_lists(tidy, faults),
    )
    if faults:
        raise BadInput(faults.problems, faults.total)
    return offer


def _places(tidy: pd.DataFrame, skus: Texts, faults: Faults) -> np.ndarray:
    wanted = codes(tidy["sku"], faults)
    place = pd.Index(skus).get_indexer(pd.Index(wanted))
    sentence = "The product “{}” is not in the sales history."
    faults.add_rows((place < 0) & (wanted != ""), "sku_unknown", "sku", sentence, pd.Series(wanted))
    twice = pd.Series(wanted).duplicated().to_numpy(dtype=bool)
    faults.add_rows(twice, "sku_doubled", "sku", "The product “{}” is there twice.", pd.Series(wanted))
    return np.maximum(place, 0)


def _given(tidy: pd.DataFrame, name: str, known: Floats, faults: Faults, *, least: float) -> Floats:
    if name not in tidy.columns:
        return known
    values = numbers(tidy[name], name, faults, needed=False)
    faults.add_rows(values < least, "too_low", name, f"{{}} is below {least:g}.", tidy[name])
    return np.where(np.isfinite(values), values, known)


def _lists(tidy: pd.DataFrame, faults: Faults) -> tuple[tuple[float, ...] | None, ...]:
    if "candidate_prices" not in tidy.columns:
        return (None,) * len(tidy)
    return tuple(_one_list(value, row, faults) for row, value in enumerate(tidy["candidate_prices"]))


def _one_list(value: object, row: int, faults: Faults) -> tuple[float, ...] | None:
    if isinstance(value, (list, tuple, np.ndarray)):
        words = [str(item) for item in value]
    else:
        words = [] if value is None or value != value else str(value).replace(";", " ").split()  # noqa: PLR0124
    prices: list[float] = []
    for word in words:
        try:
            price = float(word)
        except ValueError:
            price = -1.0
        if not LEAST_PRICE <= price < 1e9:
            message = f"“{word}” is not a price. Write prices above zero, separated by spaces: 19.99 21.99."
            faults.add("bad_price_list", message, row=row, column="candidate_prices")
        else:
            prices.append(round(price, 2))
    return tuple(sorted(set(prices))) or None


def price_grid(offer: Offer, rules: Rules) -> tuple[Floats, Bools]:
    """Return candidate prices, S x J ascending with NaN padding, and which products had a list (S).

    Reaches beyond the maximum change so that the constraint that decided the price can be named.
    """
    rows = [
        np.array(given) if given else _endings_near(current, rules)
        for given, current in zip(offer.lists, offer.current, strict=True)
    ]
    grid = np.full((len(rows), max((len(row) for row in rows), default=1)), np.nan)
    for place, row in enumerate(rows):
        grid[place, : len(row)] = row
    return grid, np.array([given is not None for given in offer.lists], dtype=bool)


def _endings_near(current: float, rules: Rules) -> Floats:
    reach = rules.max_change + LOOK_BEYOND
    low, high = max(current * (1 - reach), LEAST_PRICE), current * (1 + reach)
    endings = rules.ending_cents()
    if len(endings):
        rand = np.arange(np.floor(low), np.floor(high) + 1)
        cents = (rand[:, None] * 100 + endings[None, :]).ravel()
    else:
        step = max(1, int((high - low) * 100 / MOST))
        cents = np.arange(np.ceil(low * 100), np.floor(high * 100) + 1, step)
    prices = cents[(cents >= low * 100 - 1e-6) & (cents <= high * 100 + 1e-6)] / 100.0
    if len(prices) > MOST:
        prices = prices[np.unique(np.linspace(0, len(prices) - 1, MOST).round().astype(int))]
    return np.asarray(np.round(prices, 2))
