"""Files as tills export them: encodings, delimiters, byte-order marks, and files that are no tables."""

import pytest

from pricing.tabular.sniff import NotATable, encoding_of, sniff

HEADINGS = ("date", "sku", "units", "unit_price")


def table(delimiter: str = ",", price: str = "12.50") -> str:
    rows = ["date,sku,units,unit_price".replace(",", delimiter)]
    rows += [delimiter.join(("2026-01-05", f"A{i}", "3", price)) for i in range(5)]
    return "\r\n".join(rows) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(delimiter: str) -> None:
    found = sniff(table(delimiter).encode())
    assert (found.delimiter, found.headings, found.encoding) == (delimiter, HEADINGS, "utf-8")


def test_a_decimal_comma_is_no_delimiter() -> None:
    assert sniff(table(";", "12,50").encode()).delimiter == ";"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_reads_unicode_with_and_without_mark(encoding: str) -> None:
    text = table().replace("A0", "Ṱhohoyanḓou 🍞")
    found = sniff(text.encode(encoding))
    assert found.headings == HEADINGS
    assert "Ṱhohoyanḓou 🍞" in text.encode(encoding).decode(found.encoding)


def test_reads_western_european_letters() -> None:
    text = "datum;artikel;aantal;prys\r\n2026-01-05;Crème brûlée koekie;3;12,50\r\n2026-01-05;Suurlemoen–sê;1;9,99\r\n"
    assert encoding_of([text.encode("cp1252")]) == "cp1252"


def test_an_odd_letter_at_the_end_of_a_long_file_counts() -> None:
    chunks = [table().encode()] * 3 + ["2026-01-05,Rosé,1,99.99\r\n".encode("cp1252")]
    assert encoding_of(chunks) == "cp1252"


def test_a_letter_cut_between_chunks_is_fine() -> None:
    whole = "sku\nṰhohoyanḓou\n".encode()
    assert encoding_of([whole[i : i + 1] for i in range(len(whole))]) == "utf-8"


def test_the_separator_line_of_excel_is_skipped() -> None:
    found = sniff(b"sep=;\r\n" + table(";").encode())
    assert (found.delimiter, found.headings, found.skip_lines) == (";", HEADINGS, 1)


def test_blank_lines_above_the_headings_are_skipped() -> None:
    assert sniff(b"\r\n,,,\r\n" + table().encode()).skip_lines == 2


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG"),
        (b"PK\x03\x04" + bytes(50), "Excel"),
        (b"%PDF-1.7 ...", "PDF"),
        (bytes(range(256)) * 4, "not a text file"),
    ],
)
def test_refuses_what_is_no_table(head: bytes, word: str) -> None:
    with pytest.raises(NotATable, match=word):
        sniff(head)


@pytest.mark.parametrize("head", [b"", b"  \r\n", b"\xef\xbb\xbf"])
def test_refuses_an_empty_file(head: bytes) -> None:
    with pytest.raises(NotATable) as refusal:
        sniff(head)
    assert refusal.value.code == "empty"
