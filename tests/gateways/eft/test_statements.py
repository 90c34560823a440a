"""Bank exports as they come: every shape gives the same lines, and what cannot be read says where and how to mend it."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.gateways.eft import StatementUnreadable, read_statement
from billing.gateways.eft.columns import columns_of
from billing.gateways.eft.lines import MAX_BYTES, SENTENCES
from billing.gateways.eft.statements import read_here
from tests.gateways.eft.exports import Move, Style, as_csv, as_ofx

HEADERS = json.loads((Path(__file__).parents[1] / "vectors/csv-headers.json").read_text())
BANKS = HEADERS["sa_bank_statements"]["variants"]

WORDS = (
    st.text(st.sampled_from("ABCDEFGH abcxyz 0123456789 .-/é"), min_size=1, max_size=40)
    .map(str.strip)
    .filter(
        lambda words: (
            any(letter.isalpha() for letter in words)
            and not words.casefold().startswith(("balance", "saldo", "total", "opening", "closing"))
        )
    )
)
AMOUNTS = st.integers(-(10**9), 10**9).filter(bool).map(lambda cents: Decimal(cents).scaleb(-2))
MOVES = st.lists(
    st.builds(Move, on=st.dates(date(2024, 1, 1), date(2027, 12, 31)), amount=AMOUNTS, words=WORDS),
    min_size=1,
    max_size=8,
)
STYLES = st.builds(
    Style,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    mark=st.sampled_from([".", ","]),
    date_format=st.sampled_from(
        ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%y"]
    ),
    sides=st.booleans(),
    minus_out=st.booleans(),
    groups=st.sampled_from(["", " ", "\N{NO-BREAK SPACE}"]),
    preamble=st.sampled_from([(), ("Account number 123", "", "From 1 Nov to 30 Nov"), ("x",) * 15]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)


def moves() -> list[Move]:
    return [
        Move(date(2026, 11, 21), Decimal("1499.00"), "FNB APP PAYMENT FROM ABCD1234EFGH5678", "A1"),
        Move(date(2026, 11, 22), Decimal("-45.50"), "SERVICE FEE", "A2"),
        Move(date(2026, 11, 22), Decimal("-45.50"), "SERVICE FEE", "A3"),
    ]


@settings(deadline=None)
@given(moves=MOVES, one=STYLES, other=STYLES)
def test_same_lines_and_ids_in_every_shape(moves: list[Move], one: Style, other: Style) -> None:
    first, second = read_here(as_csv(moves, one)), read_here(as_csv(moves, other))
    assert [(line.date, line.amount) for line in first.lines] == [(move.on, move.amount) for move in moves]
    assert [line.id for line in first.lines] == [line.id for line in second.lines]
    assert len({line.id for line in first.lines}) == len(moves)


@settings(deadline=None)
@given(moves=MOVES, xml=st.booleans())
def test_ofx_has_the_same_content_as_csv(moves: list[Move], xml: bool) -> None:
    numbered = [Move(move.on, move.amount, move.words, f"F{index}") for index, move in enumerate(moves)]
    ofx, table = read_here(as_ofx(numbered, xml=xml)), read_here(as_csv(moves))
    assert (ofx.kind, table.kind) == ("ofx", "csv")
    assert [(line.date, line.amount, line.bank_id) for line in ofx.lines] == [
        (move.on, move.amount, move.bank_id) for move in numbered
    ]
    assert [line.content_id for line in ofx.lines] == [line.content_id for line in table.lines]
    assert len({line.id for line in ofx.lines}) == len(moves)


@settings(deadline=None, max_examples=300)
@given(
    content=st.binary(max_size=400)
    | st.text(st.sampled_from('Date,Description,Amount;\n\r\t"01/2-R .Crx<>'), max_size=200).map(
        lambda tail: f"Date,Description,Amount\n{tail}".encode()
    )
    | st.text(st.sampled_from("<>/STMTRNOFXDPAEIU 0123456789.-"), max_size=200).map(
        lambda tail: f"<OFX><STMTRS><STMTTRN>{tail}".encode()
    )
)
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    said = ""
    try:
        found = read_here(content)
    except StatementUnreadable as refusal:
        said = str(refusal)
    assert bool(said) or found.lines
    assert "%(" not in said


@pytest.mark.parametrize("bank", sorted(BANKS))
def test_knows_headings_of_banks(bank: str) -> None:
    columns = columns_of(BANKS[bank])
    assert columns is not None
    headings = BANKS[bank]
    assert "escription" in headings[columns.description]
    if columns.amount is None:
        assert columns.money_in is not None
        assert columns.money_out is not None
        assert headings[columns.money_in].casefold().startswith(("credit", "money", "moneyin", "deposits"))


def test_reads_in_a_child_process() -> None:
    found = read_statement(as_csv(moves(), Style(";", ",", "%d/%m/%Y", sides=True)))
    assert [(line.date, line.amount) for line in found.lines] == [(move.on, move.amount) for move in moves()]
    assert found.lines == read_here(as_csv(moves())).lines
    with pytest.raises(StatementUnreadable, match=r"Line 3: “31/02/2026”"):
        read_statement(b"Date,Description,Amount\n2026-11-21,A,1.00\n31/02/2026,B,2.00\n")


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (
            "Account,62 000\nDate,Description,Amount,Balance,Accrued Bank Charges\n2026/11/21,MAGTAPE CREDIT X,499.00,1 499.00,0\n",
            [("2026-11-21", "499.00")],
        ),
        (
            "Date,Transaction Description,Charge,Debit Amount,Credit Amount,Balance\n"
            "21/11/2026,Opening balance,,,,1000.00\n21/11/2026,ACB CREDIT X,,,1 200.00,2200.00\n22/11/2026,FEE,6.50,,,2193.50\n",
            [("2026-11-21", "1200.00"), ("2026-11-22", "-6.50")],
        ),
        (
            "PostingDate;Transaction Date;Description;MoneyIn(R);MoneyOut(R);Balance(R)\n"
            "21 Nov 2026;20 Nov 2026;Payment Received: X;1.499,00;;2.499,00\n",
            [("2026-11-21", "1499.00")],
        ),
        (
            "Date\tDescription\tPayments\tDeposits\tBalance\n21 Nov 26\tCREDIT TRANSFER X\t\t499.00\t1\n21 Nov 26\tFEE\t-12.00\t\t1\n"
            "21 Nov 26\tFEE REVERSAL\t12.00\t\t1\n21 Nov 26\tFEE\t-13.00\t\t1\n\tTotal\t-25.00\t499.00\t\n",
            [("2026-11-21", "499.00"), ("2026-11-21", "-12.00"), ("2026-11-21", "12.00"), ("2026-11-21", "-13.00")],
        ),
        (
            "Datum;Beskrywing;Bedrag\n2026-11-21 14:05;Betaling;R 1 499,00 Kt\n2026-11-22;Fooi;20,00 Dt\n",
            [("2026-11-21", "1499.00"), ("2026-11-22", "-20.00")],
        ),
        ("Date,Description,Amount\n11/21/2026,A,5\n01/02/2026,B,(6.00)\n", [("2026-11-21", "5.00"), ("2026-01-02", "-6.00")]),
        ("Date,Description,Amount\n03/04/2026,A,5\n", [("2026-04-03", "5.00")]),
    ],
)  # fmt: skip
def test_reads_what_banks_write(content: str, lines: list[tuple[str, str]]) -> None:
    found = read_here(content.encode())
    assert [(line.date.isoformat(), str(line.amount)) for line in found.lines] == lines


@pytest.mark.parametrize(
    ("content", "problem", "row"),
    [
        (b"", "empty", None),
        (b" \r\n", "empty", None),
        (b"x" * (MAX_BYTES + 1), "too_large", None),
        (b"%PDF-1.7 ...", "not_text", None),
        (b"PK\x03\x04....", "not_text", None),
        (b"a\x00b", "not_text", None),
        (b"hello\nworld\n", "no_headings", None),
        (b"\n".join([b"x"] * 20) + b"\nDate,Description,Amount\n2026-11-21,A,1\n", "no_headings", None),
        (b"Date,Description,Amount\n", "no_lines", None),
        (b"Date,Description,Amount\n\n2026-11-31,A,1.00\n", "date_unclear", 3),
        (b"Date,Description,Amount\n21 Nov,A,1.00\n", "date_unclear", 2),
        (b"Date,Description,Amount\n,Paid without a day,1.00\n", "date_unclear", 2),
        (b"Date,Description,Amount\n21/11/2026,A,1\n11/21/2026,A,1\n", "dates_mixed", 3),
        (b'Date,Description,Amount\n2026-11-21,A,"1,234"\n', "amount_unclear", 2),
        (b"Date,Description,Amount\n2026-11-21,A,1.00\n2026-11-21,A,lots\n", "amount_unclear", 3),
        (b"Date,Description,Amount\n2026-11-21,A,\n", "amount_missing", 2),
        (b"Date,Description,Money In,Money Out\n2026-11-21,A,1.00,2.00\n", "two_amounts", 2),
        (b"Date,Description,Amount\n2026-11-21,A\n", "row_too_short", 2),
        (b'Date,Description,Amount\n2026-11-21,"A,1.00\n', "bad_quotes", 2),
        (b"Date,Description,Amount\n" + b"2026-11-21,A,1\n" * 20_100, "too_many_lines", None),
        (b'<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY a "b">]><OFX>&a;</OFX>', "ofx_entities", None),
        (b"<OFX><!ENTITY x SYSTEM 'file:///etc/passwd'></OFX>", "ofx_entities", None),
        (b"OFXHEADER:100\n\n<OFX></OFX>", "no_lines", None),
        (b"<OFX><STMTRS><CURDEF>USD<STMTTRN></STMTTRN></STMTRS></OFX>", "ofx_currency", None),
        (b"<OFX><STMTRS><STMTTRN><DTPOSTED>soon<TRNAMT>1.00</STMTTRN></STMTRS></OFX>", "date_unclear", 1),
        (
            b"<OFX><STMTRS><STMTTRN><DTPOSTED>20261121<TRNAMT>1 or 2</STMTTRN></STMTRS></OFX>",
            "amount_unclear",
            1,
        ),
    ],
)
def test_says_what_is_wrong_and_where(content: bytes, problem: str, row: int | None) -> None:
    with pytest.raises(StatementUnreadable) as caught:
        read_here(content)
    assert (caught.value.problem, caught.value.row) == (problem, row)
    assert caught.value.code == "billing.statement.unreadable"
    if row:
        assert str(row) in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"<OFX>" + b"<A><![CDATA[x" * 150_000,
        b"<OFX>" + b"<A><![CDATA[x" * 150_000 + b"]]>" * 150_000,
        b"<OFX>" + b"<A>" * 200_000,
        b"<OFX><STMTRS>" + b"<STMTTRN>" * 100_000,
        b"Date,Description,Amount\n" + b'"' * 1_000_000,
    ],
    ids=["cdata", "cdata ended", "deep", "nested", "quotes"],
)
def test_hostile_files_end_in_words(content: bytes) -> None:
    with pytest.raises(StatementUnreadable):
        read_statement(content)


def test_says_what_a_wrong_file_is() -> None:
    with pytest.raises(StatementUnreadable, match="This is a PDF document and not a bank export"):
        read_statement(b"%PDF-1.7 ...")


def test_every_sentence_tells_how_to_mend_it() -> None:
    for sentence in SENTENCES.values():
        assert str(sentence).count(". ") + str(sentence).count(": ") >= 1


def test_ofx_of_careless_banks() -> None:
    content = (
        b"OFXHEADER:100\r\nDATA:OFXSGML\r\nCHARSET:1252\r\n\r\n<OFX><STMTRS><CURDEF>ZAR<BANKACCTFROM><BANKID><ACCTID>62"
        b"</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261120223000[0:GMT]<TRNAMT>+1499,00<FITID>7"
        b"<NAME>Ren\xe9e &amp; Seuns<MEMO></STMTTRN><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261121000000[+2:SAST]<TRNAMT>-5"
        b"<FITID>8<NAME>FEE<MEMO><![CDATA[FEE <NOV>]]></STMTTRN></BANKTRANLIST></STMTRS></OFX>"
    )
    one, two = read_here(content).lines
    assert (one.date, one.amount, one.description) == (
        date(2026, 11, 21),
        Decimal("1499.00"),
        "Renée & Seuns",
    )
    assert (two.date, two.amount, two.description) == (date(2026, 11, 21), Decimal("-5.00"), "FEE <NOV>")


def test_ofx_ids_are_the_banks_own() -> None:
    renamed = [Move(move.on, move.amount, f"{move.words} now longer", move.bank_id) for move in moves()]
    first, again = read_here(as_ofx(moves(), xml=False)), read_here(as_ofx(renamed, xml=True))
    assert [line.id for line in first.lines] == [line.id for line in again.lines]
    other = read_here(as_ofx(moves(), xml=False, account="62000000002"))
    assert not {line.id for line in first.lines} & {line.id for line in other.lines}


def test_one_bank_id_for_two_transactions_keeps_both_and_for_the_same_one_drops_it() -> None:
    one, two, _ = moves()
    found = read_here(as_ofx([one, Move(two.on, two.amount, two.words, "A1"), one], xml=False))
    assert len(found.lines) == 2
    assert found.repeated == 1
    assert len({line.id for line in found.lines}) == 2


def test_longer_export_keeps_the_ids_of_the_shorter() -> None:
    ids = [line.id for line in read_here(as_csv(moves())).lines]
    more = [*moves(), Move(date(2026, 11, 22), Decimal("-45.50"), "SERVICE FEE")]
    assert [line.id for line in read_here(as_csv(more)).lines][:3] == ids


def test_reversed_entries_name_each_other() -> None:
    paid, other = Decimal("499.00"), Decimal("500.00")
    found = read_here(
        as_csv(
            [
                Move(date(2026, 11, 1), paid, "ACB CREDIT ABCD1234"),
                Move(date(2026, 11, 2), other, "ACB CREDIT ABCD1234"),
                Move(date(2026, 11, 3), -paid, "RTD ACB DEBIT ABCD1234"),
                Move(date(2026, 11, 3), -paid, "RENT"),
                Move(date(2026, 11, 20), -other, "ACB CREDIT ABCD1234 REVERSAL"),
            ]
        )
    ).lines
    assert found[0].reversed_by == found[2].id
    assert found[2].reverses == found[0].id
    assert all(not line.reversed_by and not line.reverses for line in (found[1], found[3], found[4]))
