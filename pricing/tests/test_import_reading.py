"""What becomes of rows: numbers, dates, refunds, and everything that can be wrong with them."""

from pathlib import Path
from typing import Any

import pytest

from pricing.tests.import_files import Read, csv_bytes, history, workbook

GOOD = ("2026-11-01", "MILK-2L", 10, "24.99")


def test_reads_own_layout_without_questions(tmp_path: Path) -> None:
    read = Read(tmp_path, history(GOOD, ("2026-11-02", "BREAD", "3.5", "18")))
    assert read.reply["status"] == "ok"
    assert read.skus == ["MILK-2L", "BREAD"]
    assert read.days() == ["2026-11-01", "2026-11-02"]
    assert read.amounts("units") == [10, 3.5]
    assert read.amounts("unit_price") == [24.99, 18]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_reads_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [("2026-11-01", f"KAAS-Ë{n}", 1, "24.99") for n in range(20)]
    content = csv_bytes(["date", "sku", "units", "unit_price"], rows, delimiter=delimiter, encoding=encoding)
    read = Read(tmp_path, content)
    assert read.reply["status"] == "ok", read.reply or read.facts
    assert read.skus[0] == "KAAS-Ë0"


def test_reads_decimal_commas_and_rand_signs(tmp_path: Path) -> None:
    rows = [("2026-11-01", "A", "1,5", "R1 234,56"), ("2026-11-01", "B", "2", "R 12,50")]
    read = Read(tmp_path, csv_bytes(["date", "sku", "units", "unit_price"], rows, delimiter=";"))
    assert read.amounts("units") == [1.5, 2]
    assert read.amounts("unit_price") == [1234.56, 12.5]


def test_refuses_price_that_could_be_two_amounts(tmp_path: Path) -> None:
    rows = [("2026-11-01", "A", 1, "25"), ("2026-11-01", "B", 1, "30"), ("2026-11-01", "X", 1, "1,234")]
    read = Read(tmp_path, history(*rows))
    assert read.found("price_ambiguous")["examples"] == [{"row": 4, "value": "1,234"}]
    assert read.skus == ["A", "B"]


def test_reads_thousands_where_other_prices_prove_the_decimal_mark(tmp_path: Path) -> None:
    read = Read(tmp_path, history(GOOD, ("2026-11-01", "X", 1, "1,234")))
    assert read.amounts("unit_price") == [24.99, 1234]


def test_proves_mark_by_late_rows_and_reads_again(tmp_path: Path) -> None:
    """The first 500 rows have no decimals, so 1.250 further down must not silently become 1.25."""
    rows = [("2026-11-01", f"P{n}", 1, "20") for n in range(600)]
    read = Read(tmp_path, history(*rows, ("2026-11-01", "LATE", 1, "1.250")))
    assert read.found("price_ambiguous")["count"] == 1
    proven = Read(tmp_path, history(*rows, ("2026-11-01", "A", 1, "1.250"), ("2026-11-01", "B", 1, "3.5")))
    assert proven.amounts("unit_price")[-2:] == [1.25, 3.5]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "A", 1, 5), "date_missing"),
        (("soon", "A", 1, 5), "date_unclear"),
        (("2026-02-30", "A", 1, 5), "date_unclear"),
        (("2026-11-22", "A", 1, 5), "date_future"),
        (("1899-12-31", "A", 1, 5), "date_too_old"),
        (("2026-11-01", "", 1, 5), "code_missing"),
        (("2026-11-01", "K" * 121, 1, 5), "code_too_long"),
        (("2026-11-01", "6.00123E+12", 1, 5), "code_rounded"),
        (("2026-11-01", "A", "", 5), "units_missing"),
        (("2026-11-01", "A", "many", 5), "units_unclear"),
        (("2026-11-01", "A", "2000000000", 5), "units_too_large"),
        (("2026-11-01", "A", 1, ""), "price_missing"),
        (("2026-11-01", "A", 1, "free"), "price_unclear"),
        (("2026-11-01", "A", 1, 0), "price_zero"),
        (("2026-11-01", "A", 1, -5), "price_negative"),
        (("2026-11-01", "A", 1, "=1+1"), "price_unclear"),
        (("2026-11-01", "A", 1, 5, "and more"), "overlong_row"),
    ],
)
def test_leaves_out_row_and_says_why(tmp_path: Path, row: tuple[object, ...], code: str) -> None:
    read = Read(tmp_path, history(GOOD, row, GOOD))
    assert read.reply["status"] == "ok", read.reply
    assert read.found(code)["count"] == 1
    assert read.found(code)["examples"][0]["row"] == 3
    assert read.reply["facts"]["refused"] == 1
    assert read.amounts("units") == [10, 10]
    assert "\n3," in read.report


def test_gives_up_when_most_rows_are_wrong(tmp_path: Path) -> None:
    read = Read(tmp_path, history(GOOD, ("x", "A", 1, 5), ("y", "A", 1, 5)))
    assert read.reply["status"] == "refused"
    assert read.reply["code"] == "pricing.import.most_rows_unusable"
    assert "“date”" in read.reply["message"]


def test_counts_refunds_below_zero(tmp_path: Path) -> None:
    read = Read(tmp_path, history(GOOD, ("2026-11-03", "MILK-2L", -2, "24.99")))
    assert read.amounts("units") == [10, -2]
    assert read.reply["facts"]["refused"] == 0


@pytest.mark.parametrize("text", ["03/04/2026", "3-4-26", "03.04.2026 14:20"])
def test_asks_for_order_of_day_and_month(tmp_path: Path, text: str) -> None:
    content = history((text, "A", 1, 5), ("05/06/2026", "A", 1, 5))
    asked = Read(tmp_path, content)
    assert asked.reply["status"] == "question"
    assert asked.reply["question"] == "date_order"
    assert asked.reply["examples"][0] == text
    assert Read(tmp_path, content, answers={"date_order": "dmy"}).days() == ["2026-04-03", "2026-06-05"]
    assert Read(tmp_path, content, answers={"date_order": "mdy"}).days() == ["2026-03-04", "2026-05-06"]


def test_takes_order_that_column_proves_even_against_remembered_answer(tmp_path: Path) -> None:
    content = history(("03/04/2026", "A", 1, 5), ("25/04/2026", "A", 1, 5))
    assert Read(tmp_path, content, answers={"date_order": "mdy"}).days() == ["2026-04-03", "2026-04-25"]


def test_asks_when_orders_are_mixed_and_leaves_out_what_does_not_fit(tmp_path: Path) -> None:
    content = history(*[("03/04/2026", "A", 1, 5)] * 3, ("25/04/2026", "A", 1, 5), ("04/25/2026", "A", 1, 5))
    assert Read(tmp_path, content).reply["question"] == "date_order"
    answered = Read(tmp_path, content, answers={"date_order": "dmy"})
    assert answered.found("date_unclear")["examples"] == [{"row": 6, "value": "04/25/2026"}]


def test_reads_weeks_and_asks_when_week_one_began(tmp_path: Path) -> None:
    headings = "week,sku,units,unit_price"
    iso = Read(tmp_path, history(("2026-W05", "A", 7, 5), ("2026-02-05", "B", 7, 5), headings=headings))
    assert iso.days() == ["2026-01-26", "2026-02-02"]
    running = history(("1", "A", 7, 5), ("3", "A", 7, 5), headings=headings)
    assert Read(tmp_path, running).reply["question"] == "week_one_on"
    assert Read(tmp_path, running, answers={"week_one_on": "2026-01-07"}).days() == [
        "2026-01-05",
        "2026-01-19",
    ]


def test_cuts_instants_in_south_african_time(tmp_path: Path) -> None:
    rows = [("2026-10-31T23:30:00Z", "A", 1, 5), ("2026-10-31 23:30:00 +0200", "B", 1, 5)]
    assert Read(tmp_path, history(*rows)).days() == ["2026-11-01", "2026-10-31"]


def test_keeps_codes_that_differ_in_capitals_and_says_so(tmp_path: Path) -> None:
    read = Read(tmp_path, history(("2026-11-01", "ab1", 1, 5), ("2026-11-01", "AB1", 2, 5)))
    assert sorted(read.skus) == ["AB1", "ab1"]
    assert read.found("code_twins")["count"] == 2


def test_keeps_emoji_and_tshivenda_letters(tmp_path: Path) -> None:
    read = Read(tmp_path, history(("2026-11-01", "ḓoroboni 🥖", 1, 5), ("2026-11-01", "ṱhoho ṅwana", 1, 5)))
    assert read.skus == ["ḓoroboni 🥖", "ṱhoho ṅwana"]


def test_composes_letters_and_trims_spaces(tmp_path: Path) -> None:
    composed, apart = "caf\u00e9", " cafe\u0301\u00a0 "
    read = Read(tmp_path, history(("2026-11-01", composed, 1, 5), ("2026-11-02", apart, 1, 5)))
    assert read.skus == [composed]


def test_keeps_leading_zeros_of_codes(tmp_path: Path) -> None:
    assert Read(tmp_path, history(("2026-11-01", "007", 1, 5), ("2026-11-01", "7", 1, 5))).skus == [
        "007",
        "7",
    ]


def test_numbers_rows_as_spreadsheet_does_across_empty_lines(tmp_path: Path) -> None:
    content = b"date,sku,units,unit_price\n2026-11-01,A,1,5\n\n,,,\n2026-11-01,B,x,5\n2026-11-02,A,1,5\n"
    read = Read(tmp_path, content)
    assert read.reply["facts"]["rows"] == 3
    assert read.found("units_unclear")["examples"] == [{"row": 5, "value": "x"}]


def test_reports_repeated_rows_and_drops_them_if_asked(tmp_path: Path) -> None:
    rows = [(f"2026-10-{day:02}", "A", 1, 5) for day in range(1, 31)]
    content = history(*rows, rows[4])
    counted = Read(tmp_path, content)
    assert counted.found("repeated_row")["examples"] == [{"row": 32, "value": "A"}]
    assert len(counted.array("units")) == 31
    dropped = Read(tmp_path, content, answers={"repeats": "drop"})
    assert len(dropped.array("units")) == 30
    assert dropped.found("repeated_dropped")["count"] == 1


def test_reports_odd_prices_units_and_costs(tmp_path: Path) -> None:
    rows = [(f"2026-10-{day:02}", "A", 4, "20.00", "9.00") for day in range(1, 29)]
    rows[5] = ("2026-10-06", "A", 4, "2000.00", "9.00")
    rows[9] = ("2026-10-10", "A", 4000, "20.00", "19.00")
    read = Read(tmp_path, history(*rows, headings="date,sku,units,unit_price,unit_cost"))
    assert read.found("price_outlier")["examples"] == [{"row": 7, "value": "2000"}]
    assert read.found("units_outlier")["examples"] == [{"row": 11, "value": "4000"}]
    assert read.found("cost_above_price")["examples"] == [{"row": 11, "value": "19"}]
    assert len(read.array("units")) == 28


def test_reads_optional_columns_and_further_drivers(tmp_path: Path) -> None:
    headings = "date,sku,units,unit_price,promo,competitor_price,stock,rain_mm,remark"
    rows = [
        ("2026-11-01", "A", 1, 5, "yes", "5.50", 12, 3.5, "wet"),
        ("2026-11-02", "A", 1, 5, "0.5", "", "", "", "dry"),
        ("2026-11-03", "A", 1, 5, "maybe", "x", "?", 0, ""),
    ]
    read = Read(tmp_path, history(*rows, headings=headings))
    assert read.array("promo")[:2] == [1, 0.5]
    assert read.amounts("competitor_price")[0] == 5.5
    assert read.reply["facts"]["extra_names"] == ["rain_mm"]
    assert read.array("extra")[0] == [3.5]
    assert read.found("promo_unclear")["count"] == 1
    assert read.found("competitor_unclear")["count"] == 1
    assert read.found("stock_unclear")["count"] == 1


def test_notes_each_change_of_cost_once(tmp_path: Path) -> None:
    costs = ["9", "9", "", "9.5", "9.5", "9"]
    rows = [(f"2026-11-0{n + 1}", "A", 1, 20, cost) for n, cost in enumerate(costs)]
    read = Read(tmp_path, history(*rows, headings="date,sku,units,unit_price,unit_cost"))
    assert [cost / 10_000 for _, _, cost in read.array("costs")] == [9, 9.5, 9]


def test_takes_price_of_last_day_without_promotion(tmp_path: Path) -> None:
    rows = [("2026-11-01", "A", 1, 20, 0), ("2026-11-02", "A", 1, 22, 0), ("2026-11-03", "A", 9, 15, 1)]
    read = Read(tmp_path, history(*rows, headings="date,sku,units,unit_price,promo"))
    assert read.products[0][3] == 220_000


def test_reads_workbook_with_real_dates_and_numbers(tmp_path: Path) -> None:
    from datetime import datetime

    rows: list[list[Any]] = [
        ["date", "sku", "units", "unit_price"],
        [datetime(2026, 11, 1), 1001, 3, 24.99],
        [datetime(2026, 11, 2, 13, 45), "B", 2, "19,50"],
        [datetime(2026, 11, 2), "C", "=1+1", 5],
    ]
    read = Read(tmp_path, workbook(rows), name="till.xlsx")
    assert read.reply["status"] == "ok"
    assert read.days() == ["2026-11-01", "2026-11-02", "2026-11-02"]
    assert read.skus == ["1001", "B", "C"]
    assert read.amounts("unit_price") == [24.99, 19.5, 5]


def test_numbers_rows_of_workbook_that_begins_further_down(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        ["", ""],
        ["date", "sku", "units", "unit_price"],
        ["2026-11-01", "A", "x", 5],
    ]
    read = Read(tmp_path, workbook([*rows, ["2026-11-02", "A", 1, 5]]), name="till.xlsx")
    assert read.found("units_unclear")["examples"] == [{"row": 4, "value": "x"}]


def test_refuses_one_row_too_many(tmp_path: Path) -> None:
    rows = [(f"2026-11-{n:02}", "A", 1, 5) for n in range(1, 13)]
    assert Read(tmp_path, history(*rows), max_rows=12).reply["status"] == "ok"
    refused = Read(tmp_path, history(*rows, GOOD), max_rows=12).reply
    assert refused["code"] == "pricing.import.too_many_rows"
    assert "more than 12 rows" in refused["message"]


def test_refuses_million_and_one_rows_in_seconds(tmp_path: Path) -> None:
    line = b"2026-11-01,A,1,5\n"
    content = b"date,sku,units,unit_price\n" + line * 1_000_001
    assert Read(tmp_path, content).reply["code"] == "pricing.import.too_many_rows"


def test_report_neutralises_formulas(tmp_path: Path) -> None:
    read = Read(tmp_path, history(GOOD, ("2026-11-01", '=HYPERLINK("http://x")', "@sum", 5), GOOD))
    assert "'@sum" in read.report
    assert ",@sum" not in read.report
