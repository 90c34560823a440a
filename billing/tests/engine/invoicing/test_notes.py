"""Notes take back what was charged: never more, and the last one to the cent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.invoicing.corrections import corrected, is_correction_late
from billing.engine.invoicing.lines import LineDraft, NoLines
from billing.engine.invoicing.notes import (
    AboveOriginal,
    NoOriginal,
    NoteLine,
    ReasonMissing,
    credit_note,
    credit_rest,
    debit_note,
    left_of,
)
from billing.engine.invoicing.rules import blockers
from billing.engine.invoicing.shapes import Basis, Document, Kind, Rounding, Treatment
from billing.tests.engine.invoicing.cast import (
    BASES,
    DAY,
    HOTEL,
    NOT_A_VENDOR,
    PATIENT,
    ROUNDINGS,
    SPAZA,
    invoice,
    line,
    mixed,
)

CENTS = st.decimals("0.01", 300, places=2)


def credit(
    original: Document,
    *amounts: str,
    notes: Sequence[Document] = (),
    treatment: Treatment = Treatment.STANDARD,
) -> Document:
    lines = [NoteLine(description="Back", unit_price=Decimal(a), treatment=treatment) for a in amounts]
    return credit_note(original, lines, notes=notes, reason="Returned", issued_on=DAY)


def test_a_credit_note_names_its_original_and_keeps_the_time_of_supply() -> None:
    original = invoice(line("115.00"), supplied_on=DAY - timedelta(days=3))
    note = credit(original, "23.00")
    assert (note.kind, note.reason) == (Kind.CREDIT_NOTE, "Returned")
    assert note.original == original.as_reference()
    assert (str(note.totals.excl), str(note.totals.vat), str(note.totals.incl)) == ("20.00", "3.00", "23.00")
    assert note.time_of_supply == original.time_of_supply
    assert blockers(note, is_numbered=False) == ()


def test_the_old_rate_goes_back_on_an_old_supply() -> None:
    original = invoice(line("114.00"), issued_on=date(2018, 3, 20))
    note = credit_note(
        original, [NoteLine(description="Back", unit_price=Decimal("57.00"))], reason="x", issued_on=DAY
    )
    assert (str(note.groups[0].rate), str(note.totals.vat)) == ("14", "7.00")
    assert blockers(note, is_numbered=False) == ()


def test_no_more_than_is_left_for_each_rate() -> None:
    original = invoice(line("100.00"), line("50.00", treatment=Treatment.ZERO))
    with pytest.raises(AboveOriginal, match=r"100.01 is more than is left of invoice INV-1 .*\(15 %\)"):
        credit(original, "100.01")
    first = credit(original, "60.00")
    with pytest.raises(AboveOriginal):
        credit(original, "40.01", notes=[first])
    with pytest.raises(AboveOriginal):
        credit(original, "30.00", "20.01", treatment=Treatment.ZERO)
    with pytest.raises(AboveOriginal, match="0 VAT rates"):
        credit(original, "1.00", treatment=Treatment.EXEMPT)
    assert credit(original, "40.00", notes=[first]).totals.incl == 40


def test_a_debit_note_gives_more_to_take_back() -> None:
    original = invoice(line("115.00"))
    more = debit_note(
        original,
        [NoteLine(description="Delivery", unit_price=Decimal("23.00"))],
        reason="Left out",
        issued_on=DAY,
    )
    assert (more.kind, str(more.totals.due)) == (Kind.DEBIT_NOTE, "23.00")
    assert credit(original, "138.00", notes=[more]).totals.due == 0
    with pytest.raises(AboveOriginal):
        credit(original, "138.00")


def test_which_rate_is_meant_must_be_said_when_there_are_two() -> None:
    original = invoice(line("115.50", rate=Decimal("15.5")), line("115.00"), issued_on=date(2025, 5, 3))
    with pytest.raises(AboveOriginal, match="2 VAT rates for “Back”"):
        credit(original, "10.00")
    lines = [NoteLine(description="Back", unit_price=Decimal("115.50"), rate=Decimal("15.5"))]
    note = credit_note(original, lines, reason="Returned", issued_on=DAY)
    assert str(note.totals.vat) == "15.50"


def test_the_last_credit_takes_the_last_cent_of_vat() -> None:
    """3.91 on the document, 1.30 three times on its own: the cent is not lost."""
    original = invoice(line("9.99"), line("9.99"), line("9.99"), rounding=Rounding.DOCUMENT)
    notes: list[Document] = []
    for _ in range(3):
        notes.append(credit(original, "9.99", notes=notes))
    assert [str(note.totals.vat) for note in notes] == ["1.30", "1.30", "1.31"]
    assert sum(note.totals.vat for note in notes) == original.totals.vat


@PATIENT
@given(
    st.lists(CENTS, min_size=1, max_size=6),
    st.lists(CENTS, max_size=6),
    st.sampled_from(BASES),
    st.sampled_from(ROUNDINGS),
)
def test_credits_never_pass_the_original_and_the_rest_is_exact(
    prices: list[Decimal], backs: list[Decimal], basis: Basis, rounding: Rounding
) -> None:
    lines: list[LineDraft] = [
        line(str(price), treatment=Treatment.ZERO if place % 3 == 2 else Treatment.STANDARD)
        for place, price in enumerate(prices)
    ]
    original = invoice(*lines, basis=basis, rounding=rounding)
    notes: list[Document] = []
    for place, back in enumerate(backs):
        treatment = Treatment.ZERO if place % 4 == 3 else Treatment.STANDARD
        try:
            notes.append(credit(original, str(back), notes=notes, treatment=treatment))
        except AboveOriginal:
            continue
    for rest in left_of(original, notes).values():
        assert min(rest.excl, rest.vat, rest.incl) >= 0
        assert rest.excl + rest.vat == rest.incl
    try:
        notes.append(credit_rest(original, notes=notes, reason="All", issued_on=DAY))
    except NoLines:
        assert notes  # everything was taken by the notes before
    assert not any(rest.incl or rest.vat or rest.excl for rest in left_of(original, notes).values())
    for note in notes:
        assert blockers(note, is_numbered=False) == ()


def test_the_whole_invoice_goes_back_line_by_line() -> None:
    original = mixed()
    note = credit_rest(original, reason="Cancelled", issued_on=DAY)
    assert (note.lines, note.groups) == (original.lines, original.groups)
    with pytest.raises(NoLines):
        credit_rest(original, notes=[note], reason="Again", issued_on=DAY)
    with pytest.raises(AboveOriginal):
        credit(original, "0.01", notes=[note])


def test_a_non_vendors_credit_note_has_no_vat() -> None:
    original = invoice(line("100.00"), seller=NOT_A_VENDOR)
    note = credit(original, "40.00")
    assert (str(note.totals.vat), str(note.totals.incl)) == ("0.00", "40.00")
    assert blockers(note, is_numbered=False) == ()
    with pytest.raises(AboveOriginal):
        credit(original, "60.01", notes=[note])


def test_without_original_or_reason_there_is_no_note() -> None:
    draft = invoice(line("10.00"), number="")
    for kind in (draft, credit(invoice(line("10.00")), "1.00")):
        with pytest.raises(NoOriginal):
            credit(kind, "1.00")
    with pytest.raises(ReasonMissing):
        credit_rest(invoice(line("10.00")), reason=" ", issued_on=DAY)


def test_a_corrected_invoice_changes_particulars_alone() -> None:
    original = invoice(line("5750.00"), buyer=SPAZA)
    later = DAY + timedelta(days=20)
    mended = corrected(
        original, reason="Wrong client", issued_on=later, buyer=HOTEL, descriptions={1: "White bread"}
    )
    assert (mended.number, mended.buyer, mended.lines[0].description) == ("", HOTEL, "White bread")
    assert (mended.totals, mended.groups) == (original.totals, original.groups)
    assert mended.time_of_supply == original.time_of_supply == DAY
    assert mended.corrects == original.as_reference()
    assert original.buyer == SPAZA
    # Long after the supply it is not late: the request counts, and it is judged by that.
    assert blockers(replace(mended, number="INV-2", issued_on=DAY + timedelta(days=200))) == ()


def test_twenty_one_days_from_the_request_to_correct() -> None:
    assert not is_correction_late(DAY, DAY + timedelta(days=21))
    assert is_correction_late(DAY, DAY + timedelta(days=22))
