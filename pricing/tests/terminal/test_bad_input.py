"""Bad input (and odd but good input): the exit code, and a sentence with file, row, column and the way to mend it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pricing.tests.terminal.conftest import HEADINGS, MONDAYS, Run, rows

History = Callable[..., Path]


def refused(run: Run, path: Path, *words: object) -> str:
    """Stderr of a refused `recommend`; asserts exit code 3 and that nothing was written."""
    out = path.parent / "prices.csv"
    end = run("recommend", path, "--out", out, *words)
    assert end.code == 3, end.err
    assert end.out == ""
    assert not out.exists()
    assert not list(path.parent.glob(".synthai-*"))
    assert "Traceback" not in end.err
    return end.err


def test_a_missing_column_is_named(pricing: Run, history: History) -> None:
    words = refused(pricing, history(*rows(), headings="date,sku,units,price"))
    assert "history.csv: column unit_price" in words
    assert "Columns found: date, sku, units, price." in words
    assert "Rename the heading" in words


def test_a_doubled_column_is_named(pricing: Run, history: History) -> None:
    words = refused(pricing, history(*(f"{row},7" for row in rows()), headings=f"{HEADINGS}, SKU"))
    assert "The column “sku” is there twice." in words


def test_text_in_a_number_column_is_named_with_its_line(pricing: Run, history: History) -> None:
    lines = rows()
    lines[2] = lines[2].replace("12.50", "twelve")
    lines.insert(1, "")  # a blank line counts
    words = refused(pricing, history(*lines))
    assert "history.csv, row 5, column unit_price: “twelve” is not a number." in words


def test_lines_within_a_cell_count(pricing: Run, history: History) -> None:
    lines = [f'{row},"two\nlines"' for row in rows()]
    lines[3] = lines[3].replace("12.50", "?")
    words = refused(pricing, history(*lines, headings=f"{HEADINGS},category"))
    assert "row 8, column unit_price: “?” is not a number." in words


@pytest.mark.parametrize("price", ["-1", "0", "-12.50"])
def test_prices_must_be_above_zero(pricing: Run, history: History, price: str) -> None:
    words = refused(pricing, history(*rows()[:3], f"2026-02-02,A,3,{price}"))
    assert "row 5, column unit_price" in words
    assert "not above zero" in words


def test_a_future_date_is_named(pricing: Run, history: History) -> None:
    words = refused(pricing, history(*rows(), "2125-01-01,A,3,12.50"))
    assert "row 6, column date: 2125-01-01 lies in the future" in words


def test_dates_that_could_be_swapped_are_asked_for(pricing: Run, history: History) -> None:
    path = history("03/04/2026,A,3,12.50", "10/04/2026,A,2,12.50", "11/05/2026,A,2,12.50")
    words = refused(pricing, path)
    assert "--dates dmy or --dates mdy" in words
    assert "“03/04/2026”" in words
    assert pricing("recommend", path, "--dates", "dmy", "--quiet").code == 0


def test_dates_of_both_orders_are_refused_even_when_told(pricing: Run, history: History) -> None:
    path = history("25/03/2026,A,3,12.50", "04/28/2026,A,2,12.50")
    assert "mix day/month and month/day" in refused(pricing, path)
    assert "“04/28/2026” is not a date" in refused(pricing, path, "--dates", "dmy")


def test_a_number_that_could_be_two_is_asked_for(pricing: Run, history: History) -> None:
    path = history(*rows(price='"1,234"'))
    assert "could be thousands or decimals. Add --decimal point or --decimal comma." in refused(pricing, path)
    asked = path.with_name("asked.csv")
    asked.write_text("sku,price\nA,1200\n")
    for mark in ("point", "comma"):
        assert pricing("whatif", path, asked, "--decimal", mark, "--quiet").code == 0


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\r\n"])
def test_an_empty_file_is_called_empty(pricing: Run, history: History, data: bytes) -> None:
    assert "history.csv: The file is empty." in refused(pricing, history(data=data))


def test_headings_alone_are_not_enough(pricing: Run, history: History) -> None:
    assert "no rows" in refused(pricing, history())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG picture"),
        (b"PK\x03\x04\x14\x00", "Excel"),
        (bytes(99) + b"x", "not a text"),
    ],
)
def test_other_kinds_of_file_are_recognised(pricing: Run, history: History, data: bytes, kind: str) -> None:
    assert kind in refused(pricing, history(data=data))


def test_a_row_with_too_many_cells_is_named(pricing: Run, history: History) -> None:
    lines = rows()
    lines[1] += ",9"
    assert "row 3 has 5 cells, the headings have 4." in refused(pricing, history(*lines))


def test_an_open_quotation_mark_is_named(pricing: Run, history: History) -> None:
    lines = rows()
    lines[2] = lines[2].replace(",A,", ',"A,')
    assert "row 4 has a quotation mark that is never closed" in refused(pricing, history(*lines))


def test_many_problems_are_counted_not_poured_out(pricing: Run, history: History) -> None:
    words = refused(pricing, history(*(f"2026-01-05,A{i},x,12.50" for i in range(700))))
    assert len(words.splitlines()) < 30
    assert "and 680 more problems" in words


@pytest.mark.parametrize(
    ("second", "wanted"),
    [
        (
            "date,sku,unit_price\n2026-02-02,Z,9.99\n",
            "row 2, column sku: The product “Z” is not in the sales history.",
        ),
        ("date,sku,unit_price\n2026-01-05,A,9.99\n", "not within the"),
        ("sku,unit_price\nA,9.99\n", "column date"),
        ("date,sku,unit_price\n2026-02-02,A,-9.99\n", "not above zero"),
    ],
)
def test_a_bad_plan_is_blamed_itself(pricing: Run, history: History, second: str, wanted: str) -> None:
    path = history(*rows())
    plan = path.with_name("plan.csv")
    plan.write_text(second)
    end = pricing("forecast", path, plan, "--quiet")
    assert end.code == 3
    assert str(plan) in end.err
    assert wanted in end.err


def test_a_history_too_short_for_a_backtest_says_so(pricing: Run, history: History) -> None:
    end = pricing("backtest", history(*rows()), "--quiet")
    assert end.code == 3
    assert "28 or more weeks" in end.err


def test_one_product_and_three_weeks_get_a_careful_answer(pricing: Run, history: History) -> None:
    end = pricing("recommend", history(*rows()[:3]), "--quiet")
    assert end.code == 0
    assert end.table()["action"].isin(["keep", "test"]).all()


def test_a_price_that_never_changed_is_not_changed_on_thin_evidence(pricing: Run, history: History) -> None:
    weeks = [f"{monday},A,{units},12.99,6.00" for monday, units in zip(MONDAYS, (5, 3, 4, 6), strict=True)]
    end = pricing("recommend", history(*weeks, headings=f"{HEADINGS},unit_cost"), "--quiet")
    assert end.code == 0
    found = end.table().iloc[0]
    assert found["action"] in {"keep", "test"}
    assert found["reason"]


def test_a_price_below_cost_is_told(pricing: Run, history: History) -> None:
    weeks = [f"{monday},A,4,12.99,30.00" for monday in MONDAYS]
    end = pricing("recommend", history(*weeks, headings=f"{HEADINGS},unit_cost"), "--quiet")
    assert end.code == 0
    assert "cost" in end.table().iloc[0]["cautions"]


def test_codes_that_differ_in_case_stay_two_products(pricing: Run, history: History) -> None:
    end = pricing("recommend", history(*rows(sku="ab1"), *rows(sku="AB1")))
    assert end.code == 0
    assert sorted(end.table()["sku"]) == ["AB1", "ab1"]
    assert "differ only in capital letters" in end.err


def test_any_letters_come_back_and_formulas_are_neutralised(pricing: Run, history: History) -> None:
    codes = ["Ṱhohoyanḓou ḽiṅwe", "🍞 brood", "=1+1", "-5", "0012", "@x"]
    end = pricing("recommend", history(*(row for code in codes for row in rows(sku=code))), "--quiet")
    assert end.code == 0
    assert sorted(end.table()["sku"]) == sorted(
        ["Ṱhohoyanḓou ḽiṅwe", "🍞 brood", "'=1+1", "'-5", "0012", "'@x"]
    )


def test_a_neutralised_code_is_understood_when_it_comes_back(pricing: Run, history: History) -> None:
    path = history(*rows(sku="=1+1"))
    asked = path.with_name("asked.csv")
    asked.write_text("sku,price\n'=1+1,12.00\n")
    assert pricing("whatif", path, asked, "--quiet").code == 0


@pytest.mark.parametrize("target", ["missing/folder/prices.csv", "."])
def test_an_unwritable_output_is_told_before_the_work(
    pricing: Run, history: History, tmp_path: Path, target: str
) -> None:
    end = pricing("recommend", history(*rows()), "--out", tmp_path / target)
    assert end.code == 4
    assert "folder" in end.err


def test_a_place_that_nobody_may_write_is_told(pricing: Run, history: History) -> None:
    if not Path("/sys/kernel").is_dir():
        pytest.skip("needs /sys, a file system of Linux where even root makes no files")
    end = pricing("recommend", history(*rows()), "--out", "/sys/kernel/prices.csv")
    assert end.code == 4
    assert "/sys/kernel/prices.csv cannot be written" in end.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(pricing: Run, history: History, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    end = pricing("recommend", history(*rows()), "--out", tmp_path / "locked" / "p.csv")
    assert end.code == 4
    assert "permission is denied" in end.err


def test_a_full_disk_is_told(pricing: Run, history: History) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full, a device of Linux")
    end = pricing("recommend", history(*rows()), "--out", "/dev/full", "--quiet")
    assert end.code == 4
    assert "the disk is full" in end.err


def test_a_simulation_that_cannot_be_written_leaves_nothing(pricing: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.csv").mkdir()  # in the way of one of the five files
    end = pricing("simulate", "--scenario", "many", "--skus", 2, "--weeks", 4, "--out", tmp_path)
    assert end.code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["plan.csv"]


@pytest.mark.parametrize(
    "words",
    [
        ("recommend", "h.csv", "--frobnicate"),
        ("recommend", "no-such-file.csv"),
        ("recommend", "."),
        ("recommend", "h.csv", "--vat", "0.15"),
        ("recommend", "h.csv", "--max-change", "-5"),
        ("recommend", "h.csv", "--endings", "999"),
        ("recommend", "h.csv", "--caution", "nan"),
        ("recommend", "-", "--candidates", "-"),
        ("forecast", "h.csv"),
        ("simulate", "--scenario", "wild", "--out", "x"),
        ("dance",),
        (),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_a_usage_error(pricing: Run, words: tuple[str, ...]) -> None:
    end = pricing(*words)
    assert end.code == 2
    assert end.err.strip()
    assert "Traceback" not in end.err


def test_the_history_is_never_overwritten(pricing: Run, history: History) -> None:
    path = history(*rows())
    before = path.read_bytes()
    end = pricing("recommend", path, "--out", path)
    assert (end.code, path.read_bytes()) == (2, before)
    assert "would overwrite" in end.err
