"""Which line pays what: realistic descriptions, slips of typing, and what must never happen."""

import random
import string
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from billing.gateways.eft import LineMatch, OpenAmount, StatementLine, match
from billing.gateways.eft.references import References, fewest_slips

REFERENCE = "K7QM2X9TB4HD8WZP"
OTHER = "R3VN6Y5GC1JF0SUE"
DUE = Decimal("1499.00")
ALPHABET = string.ascii_uppercase + string.digits
REFERENCES = st.text(st.sampled_from(ALPHABET), min_size=16, max_size=16)


def line(
    words: str, amount: Decimal = DUE, *, identity: str = "L1", day: int = 21, reference: str = ""
) -> StatementLine:
    return StatementLine(
        id=identity,
        content_id=identity,
        date=date(2026, 11, day),
        amount=amount,
        description=words,
        reference=reference,
    )


def waiting(
    *references: str, amount: Decimal = DUE, payer: str = "Umoja Foods (Pty) Ltd"
) -> list[OpenAmount]:
    return [
        OpenAmount(reference=reference, amount=amount, payer=payer)
        for reference in references or (REFERENCE,)
    ]


def one(found: tuple[LineMatch, ...]) -> LineMatch:
    assert len(found) == 1
    return found[0]


# Descriptions in the manner of the banks, the confidence they deserve, and whether the payment is chosen.
TABLE = [
    # Whole references.
    (f"FNB APP PAYMENT FROM {REFERENCE}", "1.00", True),
    (f"FNB OB PMT {REFERENCE}", "1.00", True),
    (f"MAGTAPE CREDIT CAPITEC {REFERENCE}", "1.00", True),
    (f"RTC CREDIT {REFERENCE.lower()} 21NOV", "1.00", True),
    (f"ACB CREDIT SETTLEMENT ABSA BANK {REFERENCE}", "1.00", True),
    (f"DIGITAL PAYMENT CR ABSA BANK {REFERENCE}", "1.00", True),
    (f"IB PAYMENT FROM {REFERENCE}", "1.00", True),
    (f"REAL TIME TRANSFER FROM {REFERENCE}", "1.00", True),
    (f"CREDIT TRANSFER {REFERENCE} UMOJA FOODS", "1.00", True),
    (f"{REFERENCE}", "1.00", True),
    (f"Payment Received: {REFERENCE}", "1.00", True),
    (f"PayShap Payment Received: Umoja Foods, {REFERENCE}", "1.00", True),
    # Spaced out, or run into the bank's own words.
    ("FNB APP PAYMENT FROM K7QM 2X9T B4HD 8WZP", "0.97", True),
    ("ABSA INTERNET PMT K7QM-2X9T-B4HD-8WZP", "0.97", True),
    (f"PMT{REFERENCE}NEDBANK", "0.97", True),
    # Slips.
    ("Payment Received: K7QM2X9T84HD8WZP", "0.88", True),  # 8 for B
    ("CREDIT TRANSFER K7QM2X9BT4HD8WZP", "0.88", True),  # neighbours swapped
    ("FNB OB PMT K7QM2X9TB4HD8WZ", "0.88", True),  # last one cut off
    ("NEDBANK K7QM2XTB4HDWZP", "0.75", True),  # two missing
    ("IB PAYMENT FROM K7QM2X9TB4 UMOJA FOODS", "0.83", True),  # cut off by the bank, but the name helps
    ("MAGTAPE CREDIT 2X9TB4HD8WZP", "0.75", True),
    # Only the name, only the amount, nothing.
    ("ACB CREDIT UMOJA FOODS PTY LTD", "0.55", False),
    ("DIGITAL PAYMENT CR UMOJ FOODS", "0.55", False),
    ("CASH DEPOSIT SANDTON", "0.20", False),
    ("PAYMENT THANK YOU", "0.20", False),
    (f"TRANSFER {OTHER}", "0.20", False),
]


@pytest.mark.parametrize(("words", "confidence", "is_chosen"), TABLE, ids=[words for words, _, _ in TABLE])
def test_descriptions_of_banks(words: str, confidence: str, is_chosen: bool) -> None:
    found = one(match([line(words)], waiting()))
    assert found.suggestions[0].reference == REFERENCE
    assert found.suggestions[0].confidence == Decimal(confidence)
    assert (found.chosen is not None) == is_chosen
    assert "The amount agrees." in found.suggestions[0].reasons
    assert bool(found.note) != is_chosen


@pytest.mark.parametrize(
    ("paid", "words", "difference"),
    [
        ("1499.00", "The amount agrees.", "0.00"),
        ("1500.00", "R\N{NO-BREAK SPACE}1.00 more than due.", "1.00"),
        ("1000.00", "R\N{NO-BREAK SPACE}499.00 less than due.", "-499.00"),
    ],
)
def test_tells_other_amount(paid: str, words: str, difference: str) -> None:
    found = one(match([line(REFERENCE, Decimal(paid))], waiting(payer="")))
    assert found.chosen is not None
    assert found.chosen.difference == Decimal(difference)
    assert words in found.chosen.reasons
    assert (found.chosen.confidence < 1) == bool(found.chosen.difference)


def test_reference_column_counts_too() -> None:
    assert one(match([line("EFT CREDIT", reference=REFERENCE)], waiting())).chosen is not None


def test_look_alikes_are_read() -> None:
    typed = one(match([line("PMT RO1N6Y5GCIJF0SU3")], waiting("R01N6Y5GC1JF0SU3")))
    assert typed.chosen is not None
    assert typed.chosen.confidence == Decimal("0.93")


def test_two_references_on_one_line_stay_ambiguous() -> None:
    found = one(match([line(f"{REFERENCE} {OTHER}")], waiting(REFERENCE, OTHER)))
    assert found.chosen is None
    assert {each.reference for each in found.suggestions} == {REFERENCE, OTHER}
    assert found.note == "More than one open payment fits."


def test_beginning_shared_by_two_references_stays_ambiguous() -> None:
    found = one(match([line(f"PMT {REFERENCE[:12]}")], waiting(REFERENCE, f"{REFERENCE[:12]}AAAA")))
    assert found.chosen is None
    assert len(found.suggestions) == 2


def test_same_amount_of_two_payers_stays_ambiguous() -> None:
    found = one(match([line("EFT CREDIT")], waiting(REFERENCE, OTHER)))
    assert found.chosen is None
    assert [each.confidence for each in found.suggestions] == [Decimal("0.20")] * 2


def test_paid_twice_is_chosen_once_and_said() -> None:
    found = match([line(REFERENCE, identity="late", day=22), line(REFERENCE, identity="early")], waiting())
    late, early = found
    assert early.chosen is not None
    assert late.chosen is None
    assert late.note == "Another line pays this already: was it paid twice?"


def test_two_doubtful_lines_for_one_payment_stay_ambiguous() -> None:
    found = match([line("K7QM2X9T84HD8WZP", identity="a"), line("K7QM2X9BT4HD8WZP", identity="b")], waiting())
    assert [each.chosen for each in found] == [None, None]
    assert {each.note for each in found} == {"More than one line fits this open payment."}


def test_money_out_and_reversed_lines_pay_nothing() -> None:
    back = StatementLine(
        id="r", content_id="r", date=date(2026, 11, 21), amount=DUE, description=REFERENCE, reversed_by="x"
    )
    for found in match([line(REFERENCE, -DUE), line(REFERENCE, Decimal(0)), back], waiting()):
        assert found.suggestions == ()
        assert found.note


def test_short_references_are_found_whole_only() -> None:
    assert References(["INV42"]).find("PMT INV42 THANKS")["INV42"].is_whole
    assert References(["INV42"]).find("PMT INV421") == {}
    assert References(["INV42"]).find("PMT 1NV42") == {}


@given(reference=REFERENCES, before=st.text(max_size=20), after=st.text(max_size=20))
def test_whole_reference_is_always_found(reference: str, before: str, after: str) -> None:
    found = References([reference]).find(f"{before} {reference} {after}")
    assert found[reference].is_whole


@given(
    reference=REFERENCES, place=st.integers(0, 15), letter=st.sampled_from(ALPHABET), kind=st.integers(0, 3)
)
def test_one_slip_is_always_found(reference: str, place: int, letter: str, kind: int) -> None:
    head, rest = reference[:place], reference[place:]
    typed = [
        head + rest[1:],
        head + letter + rest[1:],
        head + letter + rest,
        head + rest[1:2] + rest[:1] + rest[2:],
    ][kind]
    found = References([reference]).find(f"FNB APP PAYMENT FROM {typed} NOV")
    assert found[reference].surety >= Decimal("0.88")


@given(reference=REFERENCES, text=st.text(st.sampled_from(ALPHABET + " "), max_size=60))
def test_never_found_without_a_cause(reference: str, text: str) -> None:
    plain = "".join(text.split())
    like = str.maketrans("OIL", "011")
    distance = fewest_slips(reference.translate(like), plain.translate(like))
    assume(distance > 2)
    shared = any(
        part in plain.translate(like)
        for part in (reference[:10].translate(like), reference[-10:].translate(like))
    )
    assert bool(References([reference]).find(text)) == shared


@given(one=st.text("ABC", max_size=7), other=st.text("ABC", max_size=7))
def test_slips_are_counted_like_the_plain_definition(one: str, other: str) -> None:
    parts = {other[i:j] for i in range(len(other) + 1) for j in range(i, len(other) + 1)}
    assert fewest_slips(one, other) == min(distance(one, part) for part in parts)


def distance(one: str, other: str) -> int:
    """The textbook's recursion: missing, added, wrong, or two neighbours swapped."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        distance(one[1:], other[1:]) + (one[0] != other[0]),
        distance(one[1:], other) + 1,
        distance(one, other[1:]) + 1,
    )
    if one[:2] == other[:2][::-1] and len(one) > 1 and len(other) > 1:
        best = min(best, distance(one[2:], other[2:]) + 1)
    return best


@settings(deadline=None)
@given(data=st.data())
def test_never_two_lines_for_one_payment_and_order_does_not_matter(data: st.DataObject) -> None:
    references = data.draw(st.lists(REFERENCES, min_size=1, max_size=4, unique=True))
    amounts = st.sampled_from([Decimal("100.00"), Decimal("250.00"), Decimal("-100.00")])
    wanted = [
        OpenAmount(
            reference=each,
            amount=abs(data.draw(amounts)),
            payer=data.draw(st.sampled_from(["", "Umoja Foods"])),
        )
        for each in references
    ]
    words = st.builds(
        lambda reference, cut, name: f"PMT {reference[:cut]} {name}",
        st.sampled_from(references),
        st.integers(0, 16),
        st.sampled_from(["", "UMOJA FOODS"]),
    )
    lines = [
        line(data.draw(words), data.draw(amounts), identity=f"L{index}", day=data.draw(st.integers(1, 28)))
        for index in range(data.draw(st.integers(0, 6)))
    ]
    found = match(lines, wanted)
    assert [each.line_id for each in found] == [each.id for each in lines]
    chosen = [each.chosen.reference for each in found if each.chosen]
    assert len(chosen) == len(set(chosen))
    for each in found:
        assert all(0 <= suggestion.confidence <= 1 and suggestion.reasons for suggestion in each.suggestions)
        assert each.chosen is None or each.chosen == each.suggestions[0]
    shuffled = data.draw(st.permutations(lines))
    again = match(shuffled, data.draw(st.permutations(wanted)))
    assert {each.line_id: each for each in again} == {each.line_id: each for each in found}


@pytest.mark.parametrize("shared", ["", "INVOICES"])
def test_two_thousand_lines_take_seconds(shared: str) -> None:
    chance = random.Random(7)
    length = 16 - len(shared)
    wanted = [
        OpenAmount(
            reference=shared + "".join(chance.choices("BCDFGHKMNPQRSTVWXZ23456789", k=length)),
            amount=DUE + index,
        )
        for index in range(2000)
    ]
    lines = [
        line(f"FNB APP PAYMENT FROM {each.reference}", each.amount, identity=each.reference)
        for each in wanted
    ] + [
        line(f"POS PURCHASE SHOPRITE INVOICES {index}", Decimal("3.50"), identity=f"n{index}")
        for index in range(2000)
    ]
    started = time.monotonic()
    found = match(lines, wanted)
    assert time.monotonic() - started < 20
    assert [each.chosen.reference if each.chosen else "" for each in found[:2000]] == [
        each.reference for each in wanted
    ]
    assert not any(each.chosen for each in found[2000:])
