"""Product lists: names, categories, prices and costs, without sales."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pricing.imports.copying import NO_NUMBER, Ints
from pricing.imports.figures import products, tidy
from pricing.imports.gathering import Coded, Gathered
from pricing.imports.plan import Plan
from pricing.imports.prices import MAX_NUMBER, VAT
from pricing.imports.problems import Problems
from pricing.imports.roles import Role
from pricing.terms import CATEGORY_LENGTH, NAME_LENGTH, VatTreatment

if TYPE_CHECKING:
    from pricing.imports.columns import Mask

_ZERO_RATED = frozenset({"zero-rate", "zero rate", "zero", "zero-rated", "none", "exempt"})


@dataclass(frozen=True)
class ProductFacts:
    """What a file says about one product; None where it says nothing. Amounts in ten-thousandths of a rand."""

    sku: str
    name: str | None = None
    category: str | None = None
    price: int | None = None
    price_day: int | None = None
    cost: int | None = None
    vat: str | None = None

    def as_json(self) -> list[Any]:
        """As a short list."""
        return [self.sku, self.name, self.category, self.price, self.price_day, self.cost, self.vat]


def catalogue(data: Gathered, plan: Plan, problems: Problems) -> list[ProductFacts]:
    """One entry a product of a product list; the last row of a product counts."""
    problems.add("overlong_row", data.overlong, "", lambda _row: "")
    code, keys = products(data, plan, problems)
    price = _price(data, plan, problems)
    cost = _amount(data, plan, problems, Role.UNIT_COST, "cost_unclear")
    usable = ~problems.mask("refused", len(data)) & (code >= 0)
    last = np.full(len(keys), -1, dtype=np.intp)
    places = np.flatnonzero(usable)
    last[code[places]] = places
    repeated = np.zeros(len(data), dtype=np.bool_)
    repeated[places] = last[code[places]] != places
    problems.add("repeated_product", repeated, plan.heading(Role.SKU), lambda row: keys[code[row]])
    names, groups = _names(data, plan, problems), _categories(data, plan)
    vat = _vat(data)
    return [
        ProductFacts(
            sku=keys[place],
            name=names[row] if names else None,
            category=groups[row] if groups else None,
            price=_known(price, row),
            cost=_known(cost, row),
            vat=vat[row] if vat else None,
        )
        for place, row in enumerate(last.tolist())
        if row >= 0
    ]


def _known(values: Ints | None, row: int) -> int | None:
    return None if values is None or values[row] == NO_NUMBER else int(values[row])


def _amount(data: Gathered, plan: Plan, problems: Problems, role: Role, kind: str) -> Ints | None:
    """Amounts of a column above zero; others are noted and left out."""
    cells = data.numbers.get(role)
    if cells is None:
        return None
    bad = (cells.unclear != 0) | (
        ~cells.is_missing & ((cells.scaled <= 0) | (cells.scaled > MAX_NUMBER * 10_000))
    )
    problems.add(kind, bad, plan.heading(role), cells.text)
    return np.where(bad, NO_NUMBER, cells.scaled)


def _price(data: Gathered, plan: Plan, problems: Problems) -> Ints | None:
    """The price customers pay now: the sale price where there is one. Rand with VAT."""
    found: Ints | None = None
    for role in (Role.SALE_PRICE, Role.REGULAR_PRICE, Role.UNIT_PRICE):
        prices = _amount(data, plan, problems, role, "price_list_unclear")
        if prices is not None:
            found = prices if found is None else np.where(found == NO_NUMBER, prices, found)
    if found is not None and plan.answers.prices_include_vat is False:
        with_vat = np.floor(found * VAT + 0.5).astype(np.int64)
        found = np.where(found == NO_NUMBER, NO_NUMBER, with_vat)
    return found


def full_names(data: Gathered) -> Coded | None:
    """Names as they are kept, with the variant behind them."""
    names, variants = data.texts.get(Role.NAME), data.texts.get(Role.VARIANT)
    if names is None:
        return None
    if variants is None or bool(variants.is_empty.all()):
        return Coded(names.codes, [tidy(word) for word in names.words])
    pairs: dict[tuple[int, int], int] = {}
    codes = [
        pairs.setdefault(pair, len(pairs)) if pair[0] >= 0 else -1
        for pair in zip(names.codes.tolist(), variants.codes.tolist(), strict=True)
    ]
    words = [
        f"{tidy(names.words[name])} ({tidy(variants.words[variant])})"
        if variant >= 0
        else tidy(names.words[name])
        for name, variant in pairs
    ]
    return Coded(np.array(codes, dtype=np.int32), words)


def _names(data: Gathered, plan: Plan, problems: Problems) -> list[str | None]:
    names = full_names(data)
    if names is None:
        return []
    long: Mask = np.array([*(len(word) > NAME_LENGTH for word in names.words), False])[names.codes]
    problems.add("name_cut", long, plan.heading(Role.NAME), names.text)
    return [names.text(row)[:NAME_LENGTH] or None for row in range(len(data))]


def category_name(word: str, plan: Plan) -> str:
    """A category as it is kept; of WooCommerce's “Clothing > Shirts, Sale” the first path's last part."""
    if "category_path" in plan.rules:
        word = word.split(",", maxsplit=1)[0].rsplit(">", maxsplit=1)[-1]
    return tidy(word)[:CATEGORY_LENGTH]


def _categories(data: Gathered, plan: Plan) -> list[str | None]:
    cells = data.texts.get(Role.CATEGORY)
    if cells is None:
        return []
    return [category_name(cells.text(row), plan) or None for row in range(len(data))]


def _vat(data: Gathered) -> list[str | None]:
    """Zero-rated where the tax status or class says so. Empty when the file has neither."""
    status, group = data.texts.get(Role.TAX_STATUS), data.texts.get(Role.TAX_CLASS)
    if status is None and group is None:
        return []
    told = [
        {cells.text(row).strip().casefold() for cells in (status, group) if cells} for row in range(len(data))
    ]
    return [VatTreatment.ZERO.value if words & _ZERO_RATED else VatTreatment.STANDARD.value for words in told]
