"""Bank exports written by the tests, in the shapes of South African banks."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Move:
    """One transaction to be written."""

    on: date
    amount: Decimal
    words: str
    bank_id: str = ""


@dataclass(frozen=True)
class Style:
    """How a bank writes its CSV."""

    delimiter: str = ","
    mark: str = "."
    date_format: str = "%Y-%m-%d"
    sides: bool = False
    minus_out: bool = False
    groups: str = ""
    preamble: tuple[str, ...] = ()
    encoding: str = "utf-8"


def as_csv(moves: Iterable[Move], style: Style = Style()) -> bytes:  # noqa: B008 - frozen
    """The export of these moves."""
    out = io.StringIO(newline="")
    for line in style.preamble:
        out.write(f"{line}\r\n")
    writer = csv.writer(out, delimiter=style.delimiter)
    sides = ["Money In", "Money Out"] if style.sides else ["Amount"]
    writer.writerow(["Date", "Description", *sides, "Balance"])
    balance = Decimal(1000)
    for move in moves:
        balance += move.amount
        cells = [_number(move.amount, style)]
        if style.sides:
            out_cell = _number(move.amount if style.minus_out else -move.amount, style)
            cells = [cells[0], ""] if move.amount >= 0 else ["", out_cell]
        writer.writerow([move.on.strftime(style.date_format), move.words, *cells, _number(balance, style)])
    return out.getvalue().encode(style.encoding)


def _number(amount: Decimal, style: Style) -> str:
    whole, cents = f"{amount:,.2f}".split(".")
    return f"{whole.replace(',', style.groups)}{style.mark}{cents}"


def as_ofx(moves: Iterable[Move], *, xml: bool, account: str = "62000000001", header: bool = True) -> bytes:
    """The export as OFX: SGML without closing tags, or XML."""

    def leaf(name: str, value: str) -> str:
        safe = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"<{name}>{safe}</{name}>" if xml else f"<{name}>{safe}\r\n"

    rows = "".join(
        "<STMTTRN>"
        + leaf("TRNTYPE", "CREDIT" if move.amount > 0 else "DEBIT")
        + leaf("DTPOSTED", move.on.strftime("%Y%m%d"))
        + leaf("TRNAMT", f"{move.amount:.2f}")
        + leaf("FITID", move.bank_id)
        + leaf("NAME", move.words[:32])
        + leaf("MEMO", move.words)
        + "</STMTTRN>"
        for move in moves
    )
    head = ""
    if header:
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>\n'
            if xml
            else "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n"
        )
    return (
        f"{head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{leaf('CURDEF', 'ZAR')}<BANKACCTFROM>"
        f"{leaf('BANKID', '250655')}{leaf('ACCTID', account)}</BANKACCTFROM><BANKTRANLIST>{rows}"
        "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()
