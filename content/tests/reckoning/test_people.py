"""Wages, hours, leave, notice, payslips and B-BBEE levels, held against the dated table of the law."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from content.engine.reckoning import employment, empowerment, law, payslips
from content.tests.reckoning.facts import TODAY, amount, base, count, made_of, per_cent, rand, word
from synthai.core.facts.values import Quantity

TABLES = [
    law.MINIMUM_WAGE, law.EARNINGS_THRESHOLD, law.HOURS_A_WEEK, law.OVERTIME_TIMES, law.SUNDAY_TIMES, law.LEAVE_WEEKS, law.SICK_WEEKS,
    law.NOTICE_FIRST, law.NOTICE_SECOND, law.NOTICE_LATER, law.EME_TURNOVER,
]  # fmt: skip


def particulars(**over: Any) -> dict[str, Any]:
    given = {
        "wage__amount": rand("6500.00"), "wage__per_choice": word("month"), "hours__week": count("45", "hours"),
        "days__week": count("5", "days"), "overtime__times": per_cent("150"), "sunday__times": per_cent("200"),
        "leave__days": count("15", "working days"), "notice__weeks": count("4", "weeks"), "employment__start": date(2027, 1, 4),
        **over,
    }  # fmt: skip
    return made_of(employment.reckon(base(**given), TODAY))


def test_a_lawful_employment_raises_no_warning() -> None:
    made = particulars()

    assert made["check.count"] == 0
    assert amount(made, "wage.hourly") == "33.33"
    assert made["law.leave_days"] == Quantity(Decimal(15), "working days", "working day")
    assert made["law.sick_days"] == Quantity(Decimal(30), "days", "day")


@pytest.mark.parametrize(
    ("wage", "per", "is_low"),
    [("30.23", "hour", False), ("30.22", "hour", True), ("272.07", "day", False), ("272.06", "day", True), ("1360.35", "week", False), ("1360.34", "week", True), ("2720.70", "fortnight", False), ("2720.69", "fortnight", True), ("5894.85", "month", False), ("5894.84", "month", True)],
)  # fmt: skip
def test_the_minimum_wage_is_compared_exactly(wage: str, per: str, is_low: bool) -> None:
    made = particulars(wage__amount=rand(wage), wage__per_choice=word(per))

    assert made["check.wage_low"] is is_low
    assert amount(made, "law.minimum_wage") == "30.23"


@pytest.mark.parametrize(
    ("key", "value", "check"),
    [
        ("hours__week", count("45.5", "hours"), "hours_high"),
        ("overtime__times", per_cent("149"), "overtime_low"),
        ("sunday__times", per_cent("150"), "sunday_low"),
        ("leave__days", count("14", "working days"), "leave_low"),
        ("notice__weeks", count("3", "weeks"), "notice_low"),
    ],
)
def test_each_figure_below_the_law_is_found_alone(key: str, value: Any, check: str) -> None:
    made = particulars(**{key: value})

    assert made[f"check.{check}"] is True
    assert made["check.count"] == 1


def test_leave_goes_with_the_days_worked_a_week() -> None:
    assert (
        particulars(days__week=count("6", "days"), leave__days=count("15", "working days"))["check.leave_low"]
        is True
    )
    assert (
        particulars(days__week=count("3", "days"), leave__days=count("9", "working days"))["check.leave_low"]
        is False
    )


def test_tells_who_earns_above_the_threshold() -> None:
    assert particulars(wage__amount=rand("21812.37"))["check.above_threshold"] is False
    assert particulars(wage__amount=rand("21812.38"))["check.above_threshold"] is True


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_dated_without_overlap_and_say_where_they_are_from(
    table: tuple[law.DatedFigure, ...],
) -> None:
    assert all(row.source for row in table)
    for row, following in zip(table, table[1:], strict=False):
        assert row.effective_to is not None
        assert row.effective_to < following.effective_from
    assert law.in_force(table, table[0].effective_from) == table[0]
    assert law.in_force(table, date(1990, 1, 1)) is None


def test_a_payslip_adds_up() -> None:
    made = made_of(
        payslips.reckon(
            base(
                wage__hourly_rate=rand("33.50"), hours__ordinary=count("180", "hours"), hours__overtime=count("6.5", "hours"),
                overtime__times=per_cent("150"), hours__sunday=count("4", "hours"), sunday__times=per_cent("200"),
                earnings__0__amount=rand("400.00"), deductions__0__amount=rand("68.00"), deductions__1__amount=rand("250.00"),
            ),
            TODAY,
        )
    )  # fmt: skip

    assert [amount(made, f"worked.{place}.amount") for place in range(3)] == ["6030.00", "326.63", "268.00"]
    assert [amount(made, f"pay.{name}") for name in ("wage", "gross", "deducted", "net")] == [
        "6624.63", "7024.63", "318.00", "6706.63",
    ]  # fmt: skip
    assert made["check.wage_low"] is False


def test_a_payslip_below_the_minimum_wage_or_nothing_is_found() -> None:
    made = made_of(
        payslips.reckon(
            base(wage__hourly_rate=rand("30.00"), hours__ordinary=count("1", "hours"), deductions__0__amount=rand("30.01")), TODAY
        )
    )  # fmt: skip

    assert (made["check.wage_low"], made["check.net_negative"]) == (True, True)
    assert "worked.1.name" not in made


@pytest.mark.parametrize(("black", "level"), [("100", 1), ("99.9", 2), ("51", 2), ("50.9", 4), ("0", 4)])
def test_the_level_follows_black_ownership(black: str, level: int) -> None:
    made = made_of(
        empowerment.reckon(base(bbbee__turnover=rand("10000000.00"), bbbee__black=per_cent(black)), TODAY)
    )

    assert (made["bbbee.is_eme"], made["bbbee.level"]) == (True, level)


def test_above_the_limit_no_level_is_given() -> None:
    made = made_of(
        empowerment.reckon(
            base(
                bbbee__turnover=rand("10000000.01"), bbbee__black=per_cent("60"), bbbee__women=per_cent("70")
            ),
            TODAY,
        )
    )

    assert made["bbbee.is_eme"] is False
    assert "bbbee.level" not in made
    assert made["check.parts_high"] is True
