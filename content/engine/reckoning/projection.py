"""Three years of a business in months, exact to the cent: cash, income and balance sheet, from a handful of assumptions.

Sales of the first year grow by the month; each month of the second and third sells what the last month before sold, and the year's growth more.
Part of the sales may be paid a month later. What is sold is bought in the same month, so stock stays as it is. Equipment loses the same
amount each year. A loan is paid in equal instalments, interest on what is left; the last one takes what rounding left over. A grant and the
owner's money are equity. Tax of a year, where a rate is given, is owed at its end and paid in the first month of the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from content.engine.reckoning.ground import HUNDRED, ZERO, cents

MONTHS: Final = 12
YEARS: Final = 3
_ONE: Final = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What the owner says. Amounts in rand without VAT, shares in per cent, `expenses` a month each in the first year."""

    first_month: Decimal
    growth: Decimal = ZERO  # a month, in the first year
    yearly_growth: Decimal = ZERO  # in the second and third
    cost_of_sales: Decimal = ZERO
    paid_later: Decimal = ZERO
    expenses: Sequence[Decimal] = ()
    inflation: Decimal = ZERO
    opening_cash: Decimal = ZERO
    opening_equipment: Decimal = ZERO
    opening_stock: Decimal = ZERO
    own_money: Decimal = ZERO
    grant: Decimal = ZERO
    loan: Decimal = ZERO
    interest: Decimal = ZERO  # per cent a year
    loan_months: int = 36
    equipment: Decimal = ZERO
    stock: Decimal = ZERO
    start_up: Decimal = ZERO  # other costs before the first sale
    life_years: int = 5
    tax: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Month:
    """The cash of one month, and the loan after it."""

    opening: Decimal
    sales: Decimal
    received: Decimal
    funding: Decimal
    goods: Decimal
    expenses: Decimal
    bought: Decimal  # equipment, stock and start-up costs out of the funding
    interest: Decimal
    repaid: Decimal
    tax: Decimal
    loan: Decimal
    debtors: Decimal

    @property
    def costs(self) -> Decimal:
        """All that was paid but for the loan."""
        return self.goods + self.expenses + self.bought + self.tax

    @property
    def instalment(self) -> Decimal:
        return self.interest + self.repaid

    @property
    def closing(self) -> Decimal:
        return self.opening + self.received + self.funding - self.costs - self.instalment


@dataclass(frozen=True, kw_only=True)
class Year:
    """Income statement and balance sheet of one year."""

    sales: Decimal
    goods: Decimal
    expenses: Decimal
    start_up: Decimal
    depreciation: Decimal
    interest: Decimal
    tax: Decimal
    cash: Decimal
    debtors: Decimal
    stock: Decimal
    equipment: Decimal
    loan: Decimal
    tax_owed: Decimal
    paid_in: Decimal  # the owner's money, grants and what was there before
    retained: Decimal

    @property
    def gross(self) -> Decimal:
        return self.sales - self.goods

    @property
    def before_tax(self) -> Decimal:
        return self.gross - self.expenses - self.start_up - self.depreciation - self.interest

    @property
    def profit(self) -> Decimal:
        return self.before_tax - self.tax

    @property
    def assets(self) -> Decimal:
        return self.cash + self.debtors + self.stock + self.equipment

    @property
    def liabilities(self) -> Decimal:
        return self.loan + self.tax_owed

    @property
    def equity(self) -> Decimal:
        return self.paid_in + self.retained

    @property
    def liabilities_and_equity(self) -> Decimal:
        return self.liabilities + self.equity


@dataclass(frozen=True, kw_only=True)
class Projection:
    """36 months and their three years."""

    months: tuple[Month, ...]
    years: tuple[Year, ...]


def sales_of(plan: Assumptions) -> list[Decimal]:
    """The sales of each month."""
    sales = [cents(plan.first_month * (_ONE + plan.growth / HUNDRED) ** place) for place in range(MONTHS)]
    for _year in range(YEARS - 1):
        sales += [cents(sales[-1] * (_ONE + plan.yearly_growth / HUNDRED))] * MONTHS
    return sales


def instalment(loan: Decimal, interest: Decimal, months: int) -> Decimal:
    """What is paid a month, interest and repayment together."""
    if not loan:
        return ZERO
    rate = interest / HUNDRED / MONTHS
    if not rate:
        return cents(loan / months)
    return cents(loan * rate / (_ONE - (_ONE + rate) ** -months))


def expenses_of(plan: Assumptions, year: int) -> Decimal:
    """The running expenses of a month of a year (0 is the first), each rounded for itself."""
    factor = (_ONE + plan.inflation / HUNDRED) ** year
    return sum((cents(each * factor) for each in plan.expenses), ZERO)


def project(plan: Assumptions) -> Projection:
    """The months, a year after the other, and what each year comes to."""
    sales, months, years = sales_of(plan), list[Month](), list[Year]()
    for year in range(YEARS):
        owed = years[-1].tax_owed if years else ZERO
        for place in range(year * MONTHS, (year + 1) * MONTHS):
            months.append(_month(plan, months, sales[place], owed if place % MONTHS == 0 else ZERO))
        years.append(_year(plan, months[-MONTHS:], years))
    return Projection(months=tuple(months), years=tuple(years))


def _month(plan: Assumptions, before: list[Month], sales: Decimal, tax: Decimal) -> Month:
    place, last = len(before), before[-1] if before else None
    later = cents(sales * plan.paid_later / HUNDRED)
    loan = last.loan if last else plan.loan
    interest = cents(loan * plan.interest / HUNDRED / MONTHS)
    repaid = _repaid(plan, place, loan, interest)
    return Month(
        opening=last.closing if last else plan.opening_cash,
        sales=sales,
        received=sales - later + (last.debtors if last else ZERO),
        funding=ZERO if last else plan.own_money + plan.grant + plan.loan,
        goods=cents(sales * plan.cost_of_sales / HUNDRED),
        expenses=expenses_of(plan, place // MONTHS),
        bought=ZERO if last else plan.equipment + plan.stock + plan.start_up,
        interest=interest,
        repaid=repaid,
        tax=tax,
        loan=loan - repaid,
        debtors=later,
    )


def _repaid(plan: Assumptions, place: int, loan: Decimal, interest: Decimal) -> Decimal:
    """The part of the instalment that makes the loan smaller; the last instalment pays all of it."""
    if place >= plan.loan_months - 1:
        return loan
    return min(loan, instalment(plan.loan, plan.interest, plan.loan_months) - interest)


def _year(plan: Assumptions, months: list[Month], before: list[Year]) -> Year:
    number = len(before)
    sales, goods = _sum(months, "sales"), _sum(months, "goods")
    expenses, interest = _sum(months, "expenses"), _sum(months, "interest")
    start_up = ZERO if before else plan.start_up
    worn = _worn(plan, number)
    before_tax = sales - goods - expenses - start_up - worn - interest
    tax = cents(max(ZERO, before_tax) * plan.tax / HUNDRED)
    return Year(
        sales=sales, goods=goods, expenses=expenses, start_up=start_up, depreciation=worn, interest=interest, tax=tax,
        cash=months[-1].closing, debtors=months[-1].debtors, stock=plan.opening_stock + plan.stock,
        equipment=_equipment(plan) - sum((_worn(plan, year) for year in range(number + 1)), ZERO),
        loan=months[-1].loan, tax_owed=tax,
        paid_in=plan.opening_cash + plan.opening_equipment + plan.opening_stock + plan.own_money + plan.grant,
        retained=(before[-1].retained if before else ZERO) + before_tax - tax,
    )  # fmt: skip


def _equipment(plan: Assumptions) -> Decimal:
    return plan.opening_equipment + plan.equipment


def _worn(plan: Assumptions, year: int) -> Decimal:
    """What equipment loses in a year: the same each year, in the last of them what is left."""
    whole, life = _equipment(plan), plan.life_years
    if year >= life:
        return ZERO
    yearly = cents(whole / life)
    return whole - yearly * (life - 1) if year == life - 1 else yearly


def _sum(months: list[Month], name: str) -> Decimal:
    return sum((getattr(month, name) for month in months), ZERO)
