"""What comes along with a paste, and what of it stays."""

import pytest

from publishing.engine.pasted import cleaned
from publishing.engine.told import rows_of, told, typed_rows


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ask **more**.\n\n- Bread\n- Milk", "Ask **more**.\n\n- Bread\n- Milk"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("R\u00a024 a\u200bloaf\ufeff", "R\u00a024 aloaf"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2022 Bread\n\uf0b7\tMilk", "- Bread\n- Milk"),
        ("<p>Good <b>day</b></p><p>Sawubona</p>", "Good **day**\n\nSawubona"),
        ("<script>alert(1)</script>Prices", "Prices"),
        ('<img src=x onerror="alert(1)">Prices', "Prices"),
        ('<a href="https://sars.gov.za/">VAT</a>', "[VAT](https://sars.gov.za/)"),
        ('<a href="javascript:alert(1)">VAT</a>', "VAT"),
        ('<a href="//evil.example/">VAT</a>', "VAT"),
        (
            "<ul><li>Bread</li><li>Milk<ol><li>Full</li><li>Lean</li></ol></li></ul>",
            "- Bread\n- Milk\n   1. Full\n   2. Lean",
        ),
        ("<h1>Stock</h1>Count it", "# Stock\n\nCount it"),
        ("<![if !supportLists]>\u00b7 <![endif]>Bread<o:p></o:p>", "- Bread"),
        ("<!-- [if gte mso 9]><xml>x</xml><![endif] --><b>Till</b>", "**Till**"),
        ("Write `<b>` for bold", "Write `<b>` for bold"),
        ("<b></b>Bread<i> </i>Milk", "Bread Milk"),
        ("<b>never closed", "never closed"),
        ("<b><strong>Bread </strong></b>and <b>Milk</b>", "**Bread** and **Milk**"),
    ],
)
def test_what_stays_of_a_paste(given: str, kept: str) -> None:
    assert cleaned(given) == kept
    assert cleaned(kept) == kept, "cleaning twice is cleaning once"


def test_a_megabyte_of_tags_is_read_in_time() -> None:
    assert cleaned("<b>Bread</b> " * 80_000).startswith("**Bread** **Bread**")
    assert cleaned("<" * 60_000) == "<" * 60_000


def test_cells_come_from_a_spreadsheet_or_are_typed() -> None:
    assert rows_of("Month\tSales\nMay\tR 10") == [["Month", "Sales"], ["May", "R 10"]]
    assert rows_of("| Month | Sales |\n| --- | --- |\n| May |") == [["Month", "Sales"], ["May", ""]]
    rows = [["a | b", "c"], ["", "d"]]
    assert rows_of(typed_rows(rows)) == rows


def test_a_block_is_told_with_everything_in_it() -> None:
    block = {"text": "See it", "data": {"rows": [["May", "R 10"]], "head": True, "title": "Sales"}}
    assert told(block) == "See it\nSales\nMay | R 10"
