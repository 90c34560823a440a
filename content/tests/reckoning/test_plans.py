"""The figures of a business plan: whatever is assumed, cash adds up and the balance sheet balances to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from content.engine.reckoning import plans
from content.engine.reckoning.projection import Assumptions, instalment, project
from content.tests.reckoning.facts import TODAY, amount, base, count, made_of, per_cent, rand, word

AMOUNT = st.decimals("0", "5000000", places=2)
SHARE = st.decimals("0", "100", places=1)
ASSUMPTIONS = st.builds(
    Assumptions,
    first_month=AMOUNT, growth=st.decimals("-20", "30", places=1), yearly_growth=st.decimals("-50", "100", places=1),
    cost_of_sales=st.decimals("0", "130", places=1), paid_later=SHARE, expenses=st.lists(AMOUNT, max_size=4),
    inflation=st.decimals("0", "30", places=1), opening_cash=AMOUNT, opening_equipment=AMOUNT, opening_stock=AMOUNT,
    own_money=AMOUNT, grant=AMOUNT, loan=AMOUNT, interest=st.decimals("0", "40", places=2),
    loan_months=st.integers(1, 120), equipment=AMOUNT, stock=AMOUNT, start_up=AMOUNT, life_years=st.integers(1, 10), tax=SHARE,
)  # fmt: skip
CENT = Decimal("0.01")


@settings(deadline=None, max_examples=60)
@given(ASSUMPTIONS)
def test_the_balance_sheet_balances_to_the_cent(plan: Assumptions) -> None:
    for year in project(plan).years:
        assert year.assets == year.liabilities_and_equity


@settings(deadline=None, max_examples=60)
@given(ASSUMPTIONS)
def test_each_month_begins_with_what_the_last_one_left(plan: Assumptions) -> None:
    months = project(plan).months

    assert months[0].opening == plan.opening_cash
    for before, after in zip(months, months[1:], strict=False):
        assert after.opening == before.closing
    assert all(month.closing == month.closing.quantize(CENT) for month in months)


@settings(deadline=None, max_examples=60)
@given(ASSUMPTIONS)
def test_the_loan_is_paid_back_exactly_and_equipment_never_falls_below_nothing(plan: Assumptions) -> None:
    made = project(plan)
    repaid = sum(month.repaid for month in made.months)

    assert repaid + made.months[-1].loan == plan.loan
    assert plan.loan_months > 36 or made.months[-1].loan == 0
    assert all(year.equipment >= 0 or plan.equipment + plan.opening_equipment == 0 for year in made.years)


def test_works_out_a_small_plan_as_by_hand() -> None:
    plan = Assumptions(
        first_month=Decimal("10000.00"), cost_of_sales=Decimal(40), paid_later=Decimal(50), expenses=(Decimal("2000.00"),),
        opening_cash=Decimal("500.00"), own_money=Decimal("1000.00"), loan=Decimal("12000.00"), loan_months=12,
        equipment=Decimal("10000.00"), life_years=5,
    )  # fmt: skip
    made = project(plan)
    first = made.months[0]

    assert (first.received, first.funding, first.costs, first.instalment) == (
        Decimal("5000.00"), Decimal("13000.00"), Decimal("16000.00"), Decimal("1000.00"),
    )  # fmt: skip
    assert first.closing == Decimal("1500.00")
    assert made.months[1].closing == Decimal("4500.00")  # 1 500 + 10 000 - 6 000 - 1 000
    year = made.years[0]
    assert (year.sales, year.gross, year.depreciation, year.profit) == (
        Decimal("120000.00"), Decimal("72000.00"), Decimal("2000.00"), Decimal("46000.00"),
    )  # fmt: skip
    assert (year.cash, year.debtors, year.equipment, year.loan) == (
        Decimal("34500.00"), Decimal("5000.00"), Decimal("8000.00"), Decimal("0.00"),
    )  # fmt: skip
    assert year.equity == Decimal("47500.00")


def test_tax_is_owed_at_the_end_of_a_year_and_paid_in_the_next() -> None:
    plan = Assumptions(first_month=Decimal("1000.00"), tax=Decimal(27))
    made = project(plan)

    assert made.years[0].tax_owed == Decimal("3240.00")
    assert made.months[12].tax == Decimal("3240.00")
    assert project(replace(plan, cost_of_sales=Decimal(120))).years[0].tax == 0


def test_an_instalment_is_that_of_an_annuity() -> None:
    assert instalment(Decimal("180000.00"), Decimal("12.5"), 36) == Decimal("6021.65")
    assert instalment(Decimal("180000.00"), Decimal(0), 36) == Decimal("5000.00")
    assert instalment(Decimal(0), Decimal("12.5"), 36) == 0


def reckoned(**more: Any) -> dict[str, Any]:
    given_ = {
        "plan__start": date(2027, 3, 15), "plan__first_month": rand("85000.00"), "plan__growth": per_cent("2"),
        "plan__cost_of_sales": per_cent("52"), "plan__opening_cash": rand("15000.00"), "expenses__0__amount": rand("35800.00"),
        "funding__amount": rand("180000.00"), "funding__own": rand("20000.00"), "funding__kind_choice": word("loan"),
        "funding__months": count("36", "months"), "funding__interest": per_cent("12.5"),
        "uses__0__amount": rand("150000.00"), "uses__0__kind_choice": word("equipment"),
        "uses__1__amount": rand("50000.00"), "uses__1__kind_choice": word("cash"), **more,
    }  # fmt: skip
    return made_of(plans.reckon(base(**given_), TODAY))


def test_months_bear_the_names_of_their_first_days() -> None:
    made = reckoned()

    assert [made[f"months.{place}.first"] for place in (0, 9, 10, 11)] == [
        date(2027, 3, 1), date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1),
    ]  # fmt: skip


def test_use_of_funds_is_held_against_what_there_is() -> None:
    even, short = reckoned(), reckoned(funding__own=rand("10000.00"))

    assert even["uses.is_even"] is True
    assert (short["uses.is_even"], short["uses.is_short"], amount(short, "uses.gap")) == (
        False,
        True,
        "10000.00",
    )
    assert even["funding.own_share"] == per_cent("10.0")


def test_break_even_pays_for_what_does_not_change_with_sales() -> None:
    made = reckoned()
    fixed, needed = (Decimal(amount(made, f"break_even.{name}")) for name in ("fixed", "month"))

    assert abs(needed * Decimal("0.48") - fixed) <= CENT
    assert made["break_even.is_possible"] is True
    assert reckoned(plan__cost_of_sales=per_cent("100"))["break_even.is_possible"] is False


def test_says_when_the_money_runs_out() -> None:
    made = reckoned(expenses__0__amount=rand("99000.00"))

    assert made["lowest.is_negative"] is True
    assert made["lowest.month"] == date(2028, 2, 1)
    assert made["plan.first_year_loss"] is True


def test_a_grant_is_no_loan() -> None:
    made = reckoned(funding__kind_choice=word("grant"))

    assert made["plan.instalment_is_due"] is False
    assert amount(made, "months.0.instalment") == "0.00"
    assert amount(made, "years.0.loan") == "0.00"


def test_statements_leave_out_what_is_nothing_but_never_a_sum() -> None:
    made = reckoned(funding__kind_choice=word("grant"))
    names = [made[f"statement.{place}.name"].text for place in range(20) if f"statement.{place}.name" in made]

    assert names == [
        "Sales",
        "Cost of sales",
        "Gross profit",
        "Running expenses",
        "Depreciation of equipment",
        "Profit before tax",
        "Profit",
    ]


def test_counts_jobs_and_says_nothing_of_figures_before_they_can_be_reckoned() -> None:
    made = made_of(
        plans.reckon(base(staff__0__now=2, staff__0__later=4, staff__1__now=1, staff__1__later=1), TODAY)
    )

    assert made == {"jobs.now": 3, "jobs.later": 5, "jobs.new": 2}
