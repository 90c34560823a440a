"""What is kept of a prompt tells nothing of who somebody is, and keeps what a figure means."""

import time

import pytest

from synthai.core.ai.masking import Masker, mask

HIDDEN = [
    ("mail me at thandi.m+shop@umoja.co.za now", "mail me at [e-mail 1] now"),
    ("ring +27 82 123 4567 or 082-123-4567", "ring [phone 1] or [phone 1]"),
    ("ring (021) 555 1234", "ring [phone 1]"),
    ("ring 0821234567.", "ring [phone 1]."),
    ("ring +263 77 123 4567", "ring [phone 1]"),
    ("her ID is 8001015009087", "her ID is [ID number 1]"),
    ("ID number: 800101 5009 087", "ID number: [ID number 1]"),
    ("passport A12345678 of hers", "passport [passport 1] of hers"),
    ("FNB, account 62 0123 45678, branch 250655", "FNB, account [account number 1], branch 250655"),
    ("rekening nommer 62012345678", "rekening nommer [account number 1]"),
    ("pay into 4081234567", "pay into [account number 1]"),
    ("card 4111 1111 1111 1111", "card [card number 1]"),
    ("Reg 2019/123456/07", "Reg [registration number 1]"),
    ("VAT number 4740101508", "VAT number [account number 1]"),
    ("see https://umoja.example/o/thandi?token=abc", "see [link 1]"),
    ("Authorization: Bearer abcdef0123456789", "Authorization: [hidden] [hidden]"),
]
KEPT = [
    "R 1 234 567.00 and R1,234,567.89 and R 1 234 567,00",
    "from 2026-11-29 to 29/11/2026, 2026/11/29",
    "12 500 units, 1 250 000 litres",
    "29 November 2026 at 14:30, 12.5% of 250 g",
    "section 29 of Act 75 of 1997",
    "ZAR 12500000",
    "branch 250655",
]


@pytest.mark.parametrize(("text", "masked"), HIDDEN)
def test_it_is_hidden(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize("text", KEPT)
def test_it_is_kept(text: str) -> None:
    assert mask(text).text == text


def test_the_same_one_has_the_same_number_in_prompt_and_answer() -> None:
    masker = Masker()

    assert masker.mask("a@b.example and c@d.example").text == "[e-mail 1] and [e-mail 2]"
    assert masker.mask("c@d.example").text == "[e-mail 2]"


def test_long_runs_are_masked_and_cost_no_time() -> None:
    began = time.process_time()
    for run in (
        "a" * 100_000,
        "1" * 100_000,
        "a@" * 50_000,
        "+27 " * 25_000,
        "acc 1" * 20_000,
        "a." * 50_000,
        "1 " * 50_000,
        "082 123 4567 " * 8000,
    ):
        mask(run)
    assert mask(f"key {'QUJD' * 100} end").text == "key [long run 1] end"
    assert time.process_time() - began < 5


def test_masking_twice_changes_nothing_more() -> None:
    for text, masked in HIDDEN:
        assert mask(mask(text).text).text == masked
