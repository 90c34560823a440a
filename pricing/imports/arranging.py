"""Usable rows in the order of the table's key, with line keys, costs, and what looks odd among them."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pricing.imports.columns import NO_DAY, Mask
from pricing.imports.copying import NO_NUMBER, Ints
from pricing.imports.figures import Sales
from pricing.imports.gathering import Coded, Gathered
from pricing.imports.plan import Plan
from pricing.imports.problems import Problems
from pricing.imports.roles import Role

_VALUE_BITS: Final = np.uint64(44)  # ten-thousandths of a billion; 20 bits are left for a million products
_VALUE_MASK: Final = np.uint64((1 << 44) - 1)
_FEW: Final = 0.05  # repeated product-days beyond this share are how a till writes lines, not mistakes


@dataclass(frozen=True)
class Arranged:
    """`order`: places of the usable rows, sorted by product, day and line key; `line_key` along it."""

    order: npt.NDArray[np.intp]
    line_key: Ints


def arrange(sales: Sales, data: Gathered, plan: Plan, problems: Problems) -> Arranged:
    """Sort what can be used and number what shares a product and a day. Notes repeats."""
    usable = ~(problems.mask("refused", len(data)) | problems.mask("skipped", len(data)))
    places = np.flatnonzero(usable)
    reference = data.texts.get(Role.REFERENCE)
    order, first = _sorted(sales, places, reference)
    if reference is None and len(order):
        order, first = _without_repeats(sales, order, first, plan, problems, len(data))
    number = np.arange(len(order)) - first
    line_key: Ints = number.astype(np.int64)
    if reference is not None:
        with np.errstate(over="ignore"):
            line_key = _hashes(reference)[reference.codes[order]] + line_key
    return Arranged(order, line_key)


def _sorted(
    sales: Sales, places: npt.NDArray[np.intp], reference: Coded | None
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The places by product, day, reference and row; and for each where its group begins."""
    key = sales.code[places].astype(np.int64) << 32 | (sales.day[places].astype(np.int64) & 0xFFFFFFFF)
    if reference is None:
        order = np.argsort(key, kind="stable")
        return places[order], _group_starts(key[order])
    refs = reference.codes[places]
    order = np.lexsort((refs, key))
    sorted_refs = refs[order]
    change = np.flatnonzero((np.diff(key[order]) != 0) | (np.diff(sorted_refs) != 0)) + 1
    return places[order], _starts_of(change, len(order))


def _group_starts(key: Ints) -> npt.NDArray[np.intp]:
    return _starts_of(np.flatnonzero(np.diff(key)) + 1, len(key))


def _starts_of(changes: npt.NDArray[np.intp], total: int) -> npt.NDArray[np.intp]:
    starts = np.zeros(total, dtype=np.intp)
    starts[changes] = changes
    out: npt.NDArray[np.intp] = np.maximum.accumulate(starts) if total else starts
    return out


def _hashes(reference: Coded) -> Ints:
    """A 64-bit number for each receipt; the last one is for rows without any."""
    digests = b"".join(
        hashlib.blake2b(word.strip().encode(), digest_size=8).digest() for word in reference.words
    )
    return np.append(np.frombuffer(digests, dtype=">i8").astype(np.int64), 0)


def _without_repeats(
    sales: Sales,
    order: npt.NDArray[np.intp],
    first: npt.NDArray[np.intp],
    plan: Plan,
    problems: Problems,
    rows: int,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Find rows alike in product, day, units and price; drop the later ones if the person said so."""
    number = np.arange(len(order)) - first
    shared = np.zeros(len(order), dtype=np.bool_)
    later = np.flatnonzero(number)
    shared[later] = True
    shared[first[later]] = True
    if not len(later) or len(later) > _FEW * len(order) and plan.answers.repeats != "drop":
        return order, first
    twins = _twins(sales, order[shared], rows)
    heading = plan.heading(Role.SKU)
    if plan.answers.repeats != "drop":
        problems.add("repeated_row", twins, heading, lambda row: sales.keys[sales.code[row]])
        return order, first
    problems.add("repeated_dropped", twins, heading, lambda row: sales.keys[sales.code[row]])
    kept = order[~twins[order]]
    key = sales.code[kept].astype(np.int64) << 32 | (sales.day[kept].astype(np.int64) & 0xFFFFFFFF)
    return kept, _group_starts(key)


def _twins(sales: Sales, places: npt.NDArray[np.intp], rows: int) -> Mask:
    columns = (sales.unit_price[places], sales.units[places], sales.day[places], sales.code[places])
    by = np.lexsort((places, *columns))
    same = np.ones(len(by) - 1, dtype=np.bool_)
    for column in columns:
        same &= np.diff(column[by]) == 0
    out = np.zeros(rows, dtype=np.bool_)
    out[places[by[1:][same]]] = True
    return out


def odd_rows(sales: Sales, order: npt.NDArray[np.intp], plan: Plan, problems: Problems, rows: int) -> None:
    """Note prices and units far from what the product usually has, and costs above the price."""
    sold = order[sales.units[order] > 0]
    if not len(sold):
        return
    price, count = _medians(sales.unit_price[sold], sales.code[sold], len(sales.keys))
    usual = price[sales.code[sold]]
    ratio = sales.unit_price[sold] / np.maximum(usual, 1)
    odd = (count[sales.code[sold]] >= 4) & ((ratio > 5) | (ratio < 0.2))
    role = Role.UNIT_PRICE if Role.UNIT_PRICE.value in plan.mapping else Role.LINE_TOTAL
    _note(problems, "price_outlier", sold[odd], rows, plan.heading(role), sales.unit_price)
    units, _ = _medians(sales.units[sold], sales.code[sold], len(sales.keys))
    many = (count[sales.code[sold]] >= 8) & (
        sales.units[sold] > 50 * np.maximum(units[sales.code[sold]], 10_000)
    )
    _note(problems, "units_outlier", sold[many], rows, plan.heading(Role.UNITS), sales.units)
    if sales.unit_cost is not None:
        known = sales.unit_cost[sold] != NO_NUMBER
        dear = known & (sales.unit_cost[sold] * 1.15 > sales.unit_price[sold])
        _note(problems, "cost_above_price", sold[dear], rows, plan.heading(Role.UNIT_COST), sales.unit_cost)


def _note(
    problems: Problems, kind: str, places: npt.NDArray[np.intp], rows: int, heading: str, cells: Ints
) -> None:
    mask = np.zeros(rows, dtype=np.bool_)
    mask[places] = True
    problems.add(kind, mask, heading, lambda row: f"{cells[row] / 10_000:.10g}")


def _medians(
    values: Ints, code: npt.NDArray[np.int32], total: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """The middle value of each product and how many there are.

    Product and value share one number, because sorting plain numbers is ten times as quick as sorting pairs.
    """
    count = np.bincount(code, minlength=total)
    start = np.cumsum(count) - count
    kept = np.clip(values, 0, _VALUE_MASK).astype(np.uint64)
    pairs = np.sort(code.astype(np.uint64) << _VALUE_BITS | kept)
    middle = np.minimum(start + count // 2, len(values) - 1)
    return np.where(count > 0, pairs[middle] & _VALUE_MASK, 1).astype(np.float64), count


def case_twins(sales: Sales, order: npt.NDArray[np.intp], plan: Plan, problems: Problems, rows: int) -> None:
    """Note the first row of each code that another one equals but for capitals."""
    used = np.unique(sales.code[order])
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for code in used.tolist():
        alike[sales.keys[code].casefold()].append(code)
    twins = {code for codes in alike.values() if len(codes) > 1 for code in codes}
    if not twins:
        return
    first = np.full(len(sales.keys), -1, dtype=np.intp)
    backwards = order[np.argsort(order)][::-1]
    first[sales.code[backwards]] = backwards
    mask = np.zeros(rows, dtype=np.bool_)
    mask[first[sorted(twins)]] = True
    problems.add("code_twins", mask, plan.heading(Role.SKU), lambda row: sales.keys[sales.code[row]])


def cost_steps(sales: Sales, order: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Places of the rows from which on a product has another cost than before."""
    if sales.unit_cost is None:
        return np.empty(0, dtype=np.intp)
    known: npt.NDArray[np.intp] = order[sales.unit_cost[order] != NO_NUMBER]
    if not len(known):
        return known
    # Several costs on one day: the last row of the day counts, so that a day has one cost.
    code, day = sales.code[known], sales.day[known]
    last = np.append((np.diff(code) != 0) | (np.diff(day) != 0), True)
    known = known[last]
    code, cost = sales.code[known], sales.unit_cost[known]
    step = np.append(True, (np.diff(code) != 0) | (np.diff(cost) != 0))
    steps: npt.NDArray[np.intp] = known[step]
    return steps


def current_prices(
    sales: Sales, order: npt.NDArray[np.intp], *, by_line: bool
) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Each product's price now, 0 for unknown, and the day it was last seen.

    The last row's price; of lines of receipts the middle price of the product's last week, since one line may
    carry a discount of its own. Rows under promotion count only where there is nothing else.
    """
    price = np.zeros(len(sales.keys), dtype=np.int64)
    day = np.full(len(sales.keys), NO_DAY, dtype=np.int32)
    sold = order[sales.units[order] > 0]
    if sales.promo is not None:
        shelf = sold[~(sales.promo[sold] > 0.5)]  # NaN counts as no promotion
        rest = np.setdiff1d(np.unique(sales.code[sold]), sales.code[shelf])
        sold = np.sort(np.concatenate((shelf, sold[np.isin(sales.code[sold], rest)]))) if len(rest) else shelf
        sold = sold[np.lexsort((sales.day[sold], sales.code[sold]))] if len(rest) else sold
    if not len(sold):
        return price, day
    price[sales.code[sold]] = sales.unit_price[sold]  # sorted by day: the last write is the latest
    day[sales.code[sold]] = sales.day[sold]
    if by_line:
        late = sold[sales.day[sold] > day[sales.code[sold]] - 7]
        middle, count = _medians(sales.unit_price[late], sales.code[late], len(sales.keys))
        price = np.where(count > 0, middle, 0).astype(np.int64)
    return price, day
