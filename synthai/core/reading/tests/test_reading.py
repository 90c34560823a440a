"""Files to text, through the child process as in real life: what is read, what is refused, and in which words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from synthai.core.reading import documents, plain
from synthai.core.reading.documents import ReadingRefused
from synthai.core.reading.shapes import MOST_PAGES, Cut, Kind, Reading, Refused
from synthai.core.reading.tests import making

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def of(content: bytes, name: str = "file.bin", *, seconds: int = documents.SECONDS) -> Reading:
        path = tmp_path / name
        path.write_bytes(content)
        return documents.read(path, seconds=seconds)

    return of


def reason(read: Read, content: bytes, name: str = "file.bin", **more: int) -> str:
    with pytest.raises(ReadingRefused) as refused:
        read(content, name, **more)
    assert str(refused.value).endswith(".")
    return refused.value.reason


def test_reads_a_pdf_in_order_with_its_pages_and_headings(read: Read) -> None:
    found = read(making.pdf(), "contract.txt")
    assert (found.kind, found.pages, found.pages_read, found.cut) == (Kind.PDF, 2, 2, "")
    assert (found.title, found.author) == ("Supply agreement", "Umoja Foods")
    headings = [(block.text, block.page) for block in found.blocks if block.kind == "heading"]
    assert headings == [("Supply agreement", 1), ("Delivery", 1), ("Payment", 2)]
    text = " ".join(found.text.split())
    places = [
        text.index(words)
        for words in ("maize meal", "left column", "next working day", "right column", "within 30 days")
    ]
    assert places == sorted(places)
    known = found.knowledge
    assert known["language"]["code"] == "en"
    assert {row["value"] for row in known["entities"]["amount"]} == {"1250.00", "45000.50"}
    assert [row["text"] for row in known["entities"]["company"]] == [
        "Umoja Foods (Pty) Ltd",
        "Karoo Cycles CC",
    ]
    assert known["entities"]["id_number"][0]["text"] == "••••••••••087"
    assert "8001015009087" not in str(known["entities"])
    assert known["readability"]["ease"] > 40
    assert all(row["text"] in text for row in known["summary"])


def test_reads_word_with_tables_and_headings(read: Read) -> None:
    found = read(making.word(), "prices.pdf")
    assert (found.kind, found.title, found.author) == (Kind.DOCX, "Prices", "Thandi Mokoena")
    assert [block.kind for block in found.blocks] == ["text", "heading", "text", "table"]
    assert found.blocks[0].text == "Umoja Foods (Pty) Ltd"
    assert found.blocks[-1].rows == [["Bread", "R 18.99"], ["Milk", "R 24.99"]]


def test_reads_a_workbook_by_sheets_with_the_results_of_formulas(read: Read) -> None:
    found = read(making.workbook())
    assert (found.kind, found.pages) == (Kind.XLSX, 2)
    assert found.blocks[0].text == "Prices"
    assert found.blocks[1].rows[-1] == ["", "83.49"]
    assert found.blocks[-1].page == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_reads_text_in_any_encoding(read: Read, encoding: str) -> None:
    text = "# Kontrak\n\nDie huurder betaal die huur op die eerste dag van elke maand. Die rekening is geopen by ’n bank in Kaapstad.\n\nMôre is ons oop vir reëls en vrae."
    found = read(text.encode(encoding))
    assert (found.kind, found.blocks[0].kind, found.title) == (Kind.TEXT, "heading", "Kontrak")
    assert "Môre is ons oop vir reëls" in found.text
    assert found.knowledge["language"]["code"] == "af"


def test_reads_csv_as_a_table(read: Read) -> None:
    found = read(b"Datum;Artikel;Prys\n2026-11-01;Brood;18,99\n2026-11-02;Melk;24,99\n", "x.txt")
    assert found.kind == Kind.CSV
    assert found.blocks[0].rows[1] == ["2026-11-01", "Brood", "18,99"]


def test_long_lines_and_cells_are_read_and_an_empty_table_is_refused(tmp_path: Path) -> None:
    """Of the reader alone: csv's own limit is 131 072 letters."""
    path = tmp_path / "x.txt"
    path.write_bytes(b"word " * 30_000 + b"\n" + b"more " * 30_000)
    assert plain.read(path).kind == Kind.TEXT
    path.write_bytes(b'Item;Remark\nBread;"' + b"q" * 150_000 + b'"\nMilk;none\nEggs;none\n')
    assert [row[0] for row in plain.read(path).blocks[0].rows] == ["Item", "Bread", "Milk", "Eggs"]
    path.write_bytes(b";;;\n;;;\n;;;\n")
    with pytest.raises(Refused, match="no_text"):
        plain.read(path)


def test_reads_long_files_to_a_stated_limit(read: Read) -> None:
    found = read(making.long_pdf(500))
    assert (found.pages, found.pages_read, found.cut) == (500, MOST_PAGES, Cut.PAGES)
    text = " ".join(found.text.split())
    assert f"school number {MOST_PAGES} " in text
    assert f"school number {MOST_PAGES + 1} " not in text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and nothing else", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"MZ\x90\x00" + bytes(50), "program"),
        (b"{\\rtf1 Hello}", "rich_text"),
        (b"<!DOCTYPE html><p>Hello</p>", "markup"),
        (b"\x00\x01\x02 binary", "unknown"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90) + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "old_office"),
    ],
)
def test_refuses_other_files_whatever_their_name(read: Read, content: bytes, why: str) -> None:
    assert reason(read, content, "contract.pdf") == why


def test_refuses_locked_and_scanned_files(read: Read) -> None:
    assert reason(read, making.locked_pdf()) == "locked"
    assert reason(read, making.scanned_pdf()) == "scan"


def test_refuses_bombs_and_traps(read: Read) -> None:
    bomb = making.bomb()
    assert len(bomb) < 1_000_000
    assert reason(read, bomb, "letter.docx") == "swollen"
    assert reason(read, making.laughing_word()) == "trap"
    assert reason(read, making.reaching_word()) == "trap"


def test_gives_up_a_file_that_takes_too_long(read: Read) -> None:
    content = making.endless_pdf()
    assert len(content) < 2_000_000
    assert reason(read, content, seconds=4) == "too_much"


def test_what_ends_the_work_passes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(making.pdf())

    class Stopped(Exception):
        pass

    def stop(_share: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        documents.read(path, tick=stop)
