"""The figures of a business plan: use of funds, cash by month, three years of income and balance sheets, and break-even.

Reads the answers under `plan.*`, `funding.*`, `expenses.N.amount` and `uses.N.amount` with `uses.N.kind` (equipment, stock, cash, costs). The
arithmetic is in `projection.py`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from content.engine.reckoning import ground
from content.engine.reckoning.ground import HUNDRED, ZERO, Figures, cents, month_after
from content.engine.reckoning.projection import (
    MONTHS,
    Assumptions,
    Month,
    Projection,
    Year,
    instalment,
    project,
)
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.values import Identifier, Percent, Words
from synthai.core.money import round_half_up

_MONTH_KEYS: Final = (
    "opening",
    "sales",
    "received",
    "funding",
    "goods",
    "expenses",
    "bought",
    "tax",
    "costs",
    "instalment",
    "closing",
)
_YEAR_KEYS: Final = (
    "sales", "goods", "gross", "expenses", "start_up", "depreciation", "interest", "before_tax", "tax", "profit", "cash", "debtors", "stock",
    "equipment", "assets", "loan", "tax_owed", "liabilities", "paid_in", "retained", "equity",
)  # fmt: skip
MAKES: Final = (
    "uses.total", "uses.gap", "uses.is_even", "uses.is_short", "funding.total", "funding.instalment", "funding.own_share", "plan.expenses_month",
    "plan.expenses_year", "plan.margin", "plan.instalment_is_due", "break_even.month", "break_even.is_possible", "break_even.reached", "break_even.is_reached", "break_even.fixed",
    "lowest.cash", "lowest.month", "lowest.is_negative", "plan.first_year_loss", "plan.has_tax",
    "jobs.now", "jobs.later", "jobs.new", "first_year.sales", "first_year.result",
    *(f"{name}.{part}" for name in ("statement", "balance") for part in ("kind", "name", "one", "two", "three")),
    "months.first", *(f"months.{key}" for key in _MONTH_KEYS),
    "years.number", *(f"years.{key}" for key in _YEAR_KEYS),
)  # fmt: skip
_STATEMENT: Final = (
    ("sales", "Sales"), ("goods", "Cost of sales"), ("gross", "Gross profit"), ("expenses", "Running expenses"),
    ("start_up", "Costs of starting"), ("depreciation", "Depreciation of equipment"), ("interest", "Interest"),
    ("before_tax", "Profit before tax"), ("tax", "Income tax"), ("profit", "Profit"),
)  # fmt: skip
_BALANCE: Final = (
    ("cash", "Cash"), ("debtors", "Owed by customers"), ("stock", "Stock"), ("equipment", "Equipment"), ("assets", "Assets"),
    ("loan", "Loan"), ("tax_owed", "Income tax owed"), ("liabilities", "Liabilities"),
    ("paid_in", "Owners' money and grants"), ("retained", "Retained profit"), ("equity", "Equity"),
    ("liabilities_and_equity", "Liabilities and equity"),
)  # fmt: skip
_SUMS: Final = frozenset({"gross", "before_tax", "assets", "liabilities", "equity", "liabilities_and_equity"})
_LAST_YEAR: Final = 2200
_NEEDED: Final = ("plan.first_month", "plan.cost_of_sales", "plan.opening_cash")


def reckon(facts: FactBase, today: date) -> Iterable[Fact]:
    """All figures that the answers allow."""
    figures = Figures(today)
    uses = _put_uses(figures, facts)
    _put_jobs(figures, facts)
    start = ground.day(facts, "plan.start")
    if (
        start is None
        or not facts.records("expenses")
        or any(ground.number(facts, key) is None for key in _NEEDED)
    ):
        return figures
    plan = _assumptions(facts, uses)
    made = project(plan)
    _put_months(figures, made, start)
    _put_years(figures, made)
    _put_turning_points(figures, plan, made, start)
    return figures


def _put_uses(figures: Figures, facts: FactBase) -> dict[str, Decimal]:
    """What the money is for, by kind, and whether it comes to what there is."""
    sums = dict.fromkeys(("equipment", "stock", "cash", "costs"), ZERO)
    for key in facts.records("uses"):
        kind = ground.chosen(facts, f"{key}.kind") or "costs"
        sums[kind] = sums.get(kind, ZERO) + ground.number_or(facts, f"{key}.amount")
    asked = ground.number(facts, "funding.amount")
    if asked is None:
        return sums
    own, used = ground.number_or(facts, "funding.own"), sum(sums.values(), ZERO)
    figures.money("funding.total", asked + own)
    if asked + own:
        figures.put("funding.own_share", Percent(round_half_up(own / (asked + own) * HUNDRED, 1)))
    if facts.records("uses"):
        figures.money("uses.total", used)
        figures.money("uses.gap", abs(asked + own - used))
        figures.put("uses.is_even", used == asked + own)
        figures.put("uses.is_short", used > asked + own)
    return sums


def _put_jobs(figures: Figures, facts: FactBase) -> None:
    records = facts.records("staff")
    if records:
        now, later = (
            sum(int(ground.number_or(facts, f"{key}.{part}")) for key in records) for part in ("now", "later")
        )
        figures.put("jobs.now", now)
        figures.put("jobs.later", later)
        figures.put("jobs.new", max(0, later - now))


def _assumptions(facts: FactBase, uses: dict[str, Decimal]) -> Assumptions:
    asked = ground.number_or(facts, "funding.amount")
    is_loan = ground.chosen(facts, "funding.kind") != "grant"

    def told(key: str, otherwise: Decimal = ZERO) -> Decimal:
        return ground.number_or(facts, key, otherwise)

    return Assumptions(
        first_month=told("plan.first_month"), growth=told("plan.growth"), yearly_growth=told("plan.yearly_growth"),
        cost_of_sales=told("plan.cost_of_sales"), paid_later=told("plan.paid_later"),
        expenses=tuple(told(f"{key}.amount") for key in facts.records("expenses")), inflation=told("plan.inflation"),
        opening_cash=told("plan.opening_cash"), opening_equipment=told("plan.opening_equipment"),
        opening_stock=told("plan.opening_stock"), own_money=told("funding.own"),
        grant=ZERO if is_loan else asked, loan=asked if is_loan else ZERO, interest=told("funding.interest"),
        loan_months=_whole(told("funding.months", Decimal(36)), most=600), equipment=uses["equipment"], stock=uses["stock"],
        start_up=uses["costs"], life_years=_whole(told("plan.life_years", Decimal(5)), most=100), tax=told("plan.tax_rate"),
    )  # fmt: skip


def _whole(value: Decimal, *, most: int) -> int:
    return int(min(max(value, Decimal(1)), Decimal(most)))


def _put_months(figures: Figures, made: Projection, start: date) -> None:
    for place, month in enumerate(made.months[:MONTHS]):
        figures.put(f"months.{place}.first", month_after(start, place))
        for key in _MONTH_KEYS:
            figures.money(f"months.{place}.{key}", getattr(month, key))


def _put_years(figures: Figures, made: Projection) -> None:
    for place, year in enumerate(made.years):
        figures.put(f"years.{place}.number", place + 1)
        for key in _YEAR_KEYS:
            figures.money(f"years.{place}.{key}", getattr(year, key))
    for name, lines in (("statement", _STATEMENT), ("balance", _BALANCE)):
        _put_lines(figures, name, lines, made)
    figures.money("first_year.sales", made.years[0].sales)
    figures.money("first_year.result", abs(made.years[0].before_tax))


def _put_lines(figures: Figures, name: str, lines: tuple[tuple[str, str], ...], made: Projection) -> None:
    """A statement line by line, its three years side by side; a line that is nothing in all of them is left out, unless it is a sum."""
    place = 0
    for key, words in lines:
        amounts = [getattr(year, key) for year in made.years]
        if not any(amounts) and key not in _SUMS:
            continue
        figures.put(f"{name}.{place}.kind", Identifier(key))
        figures.put(f"{name}.{place}.name", Words(words))
        for part, amount in zip(("one", "two", "three"), amounts, strict=True):
            figures.money(f"{name}.{place}.{part}", amount)
        place += 1


def _put_turning_points(figures: Figures, plan: Assumptions, made: Projection, start: date) -> None:
    first: Year = made.years[0]
    monthly = sum(plan.expenses, ZERO)
    figures.money("plan.expenses_month", monthly)
    figures.money("plan.expenses_year", first.expenses)
    figures.put("plan.margin", Percent(HUNDRED - plan.cost_of_sales))
    figures.put("plan.first_year_loss", first.before_tax < 0)
    figures.put("plan.has_tax", bool(plan.tax))
    figures.money("funding.instalment", instalment(plan.loan, plan.interest, plan.loan_months))
    figures.put("plan.instalment_is_due", bool(plan.loan))
    _put_break_even(figures, plan, made, start)
    lowest: Month = min(made.months[:MONTHS], key=lambda month: month.closing)
    figures.money("lowest.cash", lowest.closing)
    figures.put("lowest.month", month_after(start, made.months.index(lowest)))
    figures.put("lowest.is_negative", lowest.closing < 0)


def _put_break_even(figures: Figures, plan: Assumptions, made: Projection, start: date) -> None:
    """Sales of a month that pay for what does not change with sales: expenses, wear of equipment and interest of the first year."""
    first = made.years[0]
    fixed = cents((first.expenses + first.depreciation + first.interest) / MONTHS)
    figures.money("break_even.fixed", fixed)
    share = HUNDRED - plan.cost_of_sales
    figures.put("break_even.is_possible", share > 0)
    if share <= 0:
        return
    needed = cents(fixed * HUNDRED / share)
    figures.money("break_even.month", needed)
    reached = next((place for place, month in enumerate(made.months) if month.sales >= needed), None)
    figures.put("break_even.is_reached", reached is not None)
    if reached is not None:
        figures.put("break_even.reached", month_after(start, reached))
