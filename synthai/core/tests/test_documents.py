"""Documents: the same bytes every time, archivable and accessible, with exactly the words of their sheet."""

import io
import multiprocessing
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from synthai.core import documents
from synthai.core.documents import (
    Attachment,
    Block,
    Brand,
    Column,
    Fact,
    Logo,
    Panel,
    RenderingFailed,
    Row,
    Sheet,
    Table,
    Total,
    fonts,
    texts_of,
    typesetting,
)
from synthai.core.testing import pdf

AT = datetime(2026, 11, 28, tzinfo=UTC)
UBL = '<?xml version="1.0" encoding="UTF-8"?>\n<Invoice>R 1\u00a0150,00 – Thandi’s ḓ &amp; 中文</Invoice>\r\n'


def sheet(rows: int = 3, **over: Any) -> Sheet:
    values: dict[str, Any] = {
        "language": "en-ZA",
        "sender": "Rooibos Software",
        "title": "Note",
        "number": "N-0042",
        "marks": ("Copy",),
        "facts": (Fact(label="Date", value="28 November 2026"),),
        "blocks": (Block(title="From", name="Rooibos Software", lines=("12 Loop Street", "8001")),),
        "notices": (Panel(title="Mind this", text="It was corrected.", tone="warning"),),
        "table": Table(
            caption="Lines",
            columns=(Column(label="What", is_wide=True), Column(label="Sum", is_number=True)),
            rows=tuple(
                Row(cells=(f"Thing {place}", f"R {place}.50"), notes=("small print",))
                for place in range(rows)
            ),
            empty="Nothing at all",
        ),
        "totals": (Total(label="Whole", value="R 99.99", is_strong=True),),
        "panels": (Panel(title="Pay", facts=(Fact(label="Bank", value="Standard Bank"),)),),
        "notes": ("Thank you.",),
        "footer": "Registration 2019/123456/07",
    }
    return Sheet(**{**values, **over})


def test_every_text_is_printed_in_reading_order() -> None:
    paper = sheet()
    assert pdf.first_out_of_order(pdf.text_of(documents.as_pdf(paper, at=AT)), texts_of(paper)) is None


def test_an_empty_table_says_so() -> None:
    assert "Nothingatall" in pdf.text_of(documents.as_pdf(sheet(0), at=AT))


def test_same_sheet_gives_same_bytes_in_any_process() -> None:
    here = documents.as_pdf(sheet(), at=AT)
    documents.as_pdf(sheet(40), at=AT)  # what was set before leaves no trace
    program = (
        "import sys; from django.conf import settings; settings.configure(USE_I18N=False)\n"
        "from synthai.core import documents; from synthai.core.tests.test_documents import AT, sheet\n"
        "sys.stdout.buffer.write(documents.as_pdf(sheet(), at=AT))"
    )
    root = Path(__file__).resolve().parents[3]
    there = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={"TZ": "Pacific/Auckland", "PYTHONPATH": str(root), "RAYON_NUM_THREADS": "4"},
        capture_output=True,
        check=True,
    ).stdout
    assert documents.as_pdf(sheet(), at=AT) == here == there


def test_another_time_gives_other_bytes() -> None:
    later = datetime(2026, 11, 29, tzinfo=UTC)
    assert documents.as_pdf(sheet(), at=AT) != documents.as_pdf(sheet(), at=later)
    with pytest.raises(ValueError, match="time zone"):
        documents.as_pdf(sheet(), at=datetime(2026, 11, 28))


def test_declares_archive_and_accessibility_and_has_what_they_ask_for() -> None:
    content = documents.as_pdf(sheet(), at=AT)
    reader = pdf.read(content)
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    for claim in ("pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert claim in xmp
    intent = root["/OutputIntents"][0].get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"  # an ICC profile is there
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-ZA"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Note N-0042"
    assert "/Encrypt" not in reader.trailer
    assert "/JavaScript" not in root.get("/Names", {})


def test_every_font_is_embedded() -> None:
    for page in pdf.read(documents.as_pdf(sheet(), at=AT)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & below["/FontDescriptor"].get_object().keys()


def test_structure_follows_the_reading_order() -> None:
    tags = pdf.structure_of(documents.as_pdf(sheet(2), at=AT))
    assert "H1" in tags
    assert tags.count("TH") == 2
    assert tags.count("TD") == 4
    assert tags.index("H1") < tags.index("Table")


def test_attachment_is_there_byte_for_byte_and_tied_to_the_document() -> None:
    attachment = Attachment(
        name="n-0042.xml",
        text=UBL,
        media_type="application/xml",
        relationship="alternative",
        description="The same as UBL",
    )
    reader = pdf.read(documents.as_pdf(sheet(), at=AT, attachments=[attachment]))
    assert reader.attachments["n-0042.xml"] == [UBL.encode()]
    root: Any = reader.trailer["/Root"]
    associated = root["/AF"][0].get_object()
    assert associated["/AFRelationship"] == "/Alternative"
    assert associated["/UF"] == "n-0042.xml"
    assert associated["/EF"]["/F"].get_object()["/Subtype"] == "/application/xml"


def test_further_pages_repeat_headings_and_count_themselves() -> None:
    pages = [page.extract_text() for page in pdf.read(documents.as_pdf(sheet(90), at=AT)).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Registration 2019/123456/07" in page
    assert all("Note N-0042" in page and "What Sum" in page for page in pages[1:])


def test_typed_words_are_never_read_as_layout() -> None:
    nasty = '#read("/etc/passwd") $x^2$ *bold* @ref <label> `raw` \\ "]) // /* [ = heading'
    paper = sheet(notes=(nasty,), sender=nasty)
    assert pdf.text_of(documents.as_pdf(paper, at=AT)).count(pdf.squeezed(nasty)) >= 2


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_can_be_printed(short: str, long: str) -> None:
    paper = sheet(1, sender=short, number=short, notes=(long,), footer=short, marks=(short,) if short else ())
    assert documents.as_pdf(paper, at=AT).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "text",
    [
        "môre, sêenskrywer, ’n reën",
        "Tshivenda ḓ ḽ ṋ ṱ ṅ Ḓ Ḽ Ṋ Ṱ Ṅ",
        "Xitsonga ṅ, Sepedi š Š",
        "R 1 000 – €5 × 2 … „ja”",
    ],
)
def test_south_african_letters_are_printed_as_they_are(text: str) -> None:
    assert fonts.missing_in(text) == ""
    assert pdf.squeezed(text) in pdf.text_of(documents.as_pdf(sheet(notes=(text,)), at=AT))


def test_what_no_font_has_becomes_a_square_and_can_be_named() -> None:
    assert fonts.printable("Café 🍞🥖 中文\t!") == "Café □ □ !"
    assert fonts.printable("Cafe\u0301") == "Café"
    assert fonts.missing_in("Café 🍞🥖 🍞\n") == "🍞🥖"


def test_words_that_are_too_long_may_break_and_others_stay_whole() -> None:
    assert fonts.printable("x" * 24) == "x" * 24
    assert fonts.printable("x" * 25).replace(fonts.ZERO_WIDTH_SPACE, "") == "x" * 25
    assert fonts.ZERO_WIDTH_SPACE in fonts.printable("x" * 25)
    for page in pdf.read(documents.as_pdf(sheet(sender="W" * 400, number="9" * 300), at=AT)).pages:
        assert float(page.mediabox.width) == pytest.approx(595, abs=1)


def test_logo_is_drawn_and_named_and_its_lack_is_fine() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (256, 90), "red").save(picture, "PNG")
    brand = Brand(
        colour="#1c5c93", logo=Logo(content=picture.getvalue(), alt="Logo of Rooibos", ground="dark")
    )
    content = documents.as_pdf(sheet(), at=AT, brand=brand)
    assert len(pdf.read(content).pages[0].images) == 1
    assert "Figure" in pdf.structure_of(content)
    assert b"Logo of Rooibos" in content
    assert len(pdf.read(documents.as_pdf(sheet(), at=AT)).pages[0].images) == 0


def test_a_broken_logo_is_a_clear_fault() -> None:
    brand = Brand(logo=Logo(content=b"not a picture", alt="Logo"))
    with pytest.raises(RenderingFailed, match="image"):
        documents.as_pdf(sheet(), at=AT, brand=brand)


@pytest.mark.parametrize("colour", ["#ffd400", "#ffffff", "#f2b233", "#00ff00"])
def test_pale_colours_are_darkened_until_they_can_be_read(colour: str) -> None:
    ink = Brand(colour=colour).ink
    assert ink != colour
    assert Brand(colour=ink).ink == ink


def test_dark_colours_stay() -> None:
    assert Brand(colour="#0b6b4f").ink == "#0b6b4f"
    with pytest.raises(ValueError, match="written like"):
        Brand(colour="red")


def test_threads_render_side_by_side() -> None:
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(documents.as_pdf(sheet(), at=AT))) for _turn in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [documents.as_pdf(sheet(), at=AT)] * 6


def _in_fork(answers: "multiprocessing.Queue[bytes]") -> None:
    answers.put(documents.as_pdf(sheet(), at=AT))


@pytest.mark.timeout(60)
def test_a_forked_process_renders_too() -> None:
    expected = documents.as_pdf(sheet(), at=AT)
    fork = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[bytes] = fork.Queue()
    child = fork.Process(target=_in_fork, args=(answers,))
    child.start()
    assert answers.get(timeout=45) == expected
    child.join()


def test_a_large_sheet_goes_to_a_child_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = documents.as_pdf(sheet(), at=AT)
    monkeypatch.setattr(typesetting, "LARGE_BYTES", 10)
    assert documents.as_pdf(sheet(), at=AT) == expected
    monkeypatch.setattr(typesetting, "MEMORY_MB", 200)
    with pytest.raises(documents.DocumentTooLarge, match="Split it"):
        documents.as_pdf(sheet(4000), at=AT)
    monkeypatch.setattr(typesetting, "LARGEST_BYTES", 20)
    with pytest.raises(documents.DocumentTooLarge):
        documents.as_pdf(sheet(), at=AT)


def test_shipped_fonts_have_what_their_list_says() -> None:
    for file in sorted(fonts.FOLDER.glob("*.ttf")):
        has = TTFont(file).getBestCmap()
        assert all(fonts.missing_in(chr(code)) == "" for code in has), file.name
        assert {ord("ḓ"), 0x25A1, 0x200B} <= has.keys()
