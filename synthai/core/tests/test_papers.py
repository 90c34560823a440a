"""Papers: the same words in the same order as HTML, PDF and Word; the same bytes every time; accessible, and nothing typed is read as layout."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from synthai.core.documents import Brand, Column, Fact, Logo, Row, fonts
from synthai.core.documents.papers import blocks, docx, figures, html, laying, pdf, prose, words
from synthai.core.testing import drawn, papers
from synthai.core.testing.pdf import first_out_of_order, read, squeezed, structure_of, text_of

AT = datetime(2026, 11, 29, tzinfo=UTC)
NOT_IN_OTHERS = ("paper-watermark", "paper-contents", "paper-foot", "paper-alt")


def texts_of(paper: blocks.Paper) -> list[str]:
    return list(words.texts_of(laying.lay(paper)))


def picture(width: int = 300, height: int = 100) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(content, "PNG")
    return content.getvalue()


def bare(**over: Any) -> blocks.Paper:
    values: dict[str, Any] = {
        "language": "en-ZA",
        "layout": "letter",
        "sender": "Umoja",
        "title": "T",
        "blocks": (),
    }
    return blocks.Paper(**{**values, **over})


@pytest.mark.parametrize("name", papers.SAMPLES)
def test_all_three_drawings_have_every_word_in_the_same_order(name: str) -> None:
    paper = papers.SAMPLES[name](watermark="", has_contents=False)
    words = texts_of(paper)
    assert len(words) > 20
    assert first_out_of_order(drawn.words_of_html(html.as_html(paper)), words) is None
    assert first_out_of_order(drawn.words_of_docx(docx.as_docx(paper, at=AT)), words) is None
    printed = [fonts.printable(text) for text in words]
    assert first_out_of_order(drawn.words_of_pdf(pdf.as_pdf(paper, at=AT)), printed) is None


@pytest.mark.parametrize("name", papers.SAMPLES)
def test_none_of_them_says_anything_else(name: str) -> None:
    paper = papers.SAMPLES[name](watermark="", has_contents=False, footer="")
    words = squeezed("".join(texts_of(paper)))
    assert drawn.words_of_html(html.as_html(paper), skip=NOT_IN_OTHERS) == words
    charts = any(isinstance(block, blocks.Chart) for block in paper.blocks)
    assert charts or drawn.words_of_docx(docx.as_docx(paper, at=AT)) == words


LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
BODIES = st.text(st.sampled_from("ab *_-|[](){}#$<>&\\`~1.\n ôḓ🍞"), max_size=60)
BLOCKS = st.one_of(
    st.builds(blocks.Heading, text=LINES, level=st.integers(1, 3), number=st.sampled_from(["", "1."])),
    st.builds(
        blocks.Prose, body=BODIES, title=LINES, number=st.sampled_from(["", "2."]), is_clause=st.booleans()
    ),
    st.builds(blocks.Bullets, items=st.tuples(BODIES, BODIES), is_numbered=st.booleans()),
    st.builds(blocks.Note, body=BODIES, title=LINES, tone=st.sampled_from(["plain", "success", "warning"])),
    st.builds(blocks.Facts, rows=st.tuples(st.builds(Fact, label=LINES, value=LINES))),
    st.builds(blocks.Signature, role=LINES, label=LINES, name=LINES, has_witness=st.booleans()),
    st.builds(
        blocks.Grid,
        caption=LINES,
        columns=st.just((Column(label="What", is_wide=True), Column(label="Sum", is_number=True))),
        rows=st.lists(st.builds(Row, cells=st.tuples(LINES, LINES), notes=st.tuples(LINES)), max_size=2).map(
            tuple
        ),
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCKS, max_size=5), LINES)
def test_whatever_is_typed_stands_in_all_three(found: list[blocks.Block], line: str) -> None:
    paper = bare(blocks=tuple(found), subtitle=line, facts=(Fact(label="Label", value=line),))
    whole = squeezed(_flat("".join(texts_of(paper))))
    assert squeezed(_flat(drawn.words_of_html(html.as_html(paper)))) == whole
    assert squeezed(_flat(drawn.words_of_docx(docx.as_docx(paper, at=AT)))) == whole
    printed = [fonts.printable(_flat(text)) for text in texts_of(paper)]
    assert first_out_of_order(text_of(pdf.as_pdf(paper, at=AT)), printed) is None


def _flat(text: str) -> str:
    """Without the control characters that neither file can hold."""
    return prose.without_controls(text)


def test_only_our_markdown_is_read_and_the_rest_stays_as_typed() -> None:
    typed = "<script>x()</script> ![i](https://a.example/p.png) # `c` [bad](javascript:x) [also](file:///etc/passwd) <https://a.example>"
    (only,) = prose.read(typed)
    assert isinstance(only, prose.Paragraph)
    assert "".join(span.text for span in only.line) == typed
    assert not any(span.href for span in only.line)


def test_bold_italic_links_and_breaks_are_read() -> None:
    (only,) = prose.read("a **b *c* d** [e](https://a.example) \\*f\\*  \ng")
    assert isinstance(only, prose.Paragraph)
    assert only.line == (
        prose.Span("a "),
        prose.Span("b ", is_strong=True),
        prose.Span("c", is_strong=True, is_italic=True),
        prose.Span(" d", is_strong=True),
        prose.Span(" "),
        prose.Span("e", href="https://a.example"),
        prose.Span(" *f*"),
        prose.Span("\n"),
        prose.Span("g"),
    )


def test_lists_are_two_deep_and_deeper_ones_join_the_second() -> None:
    (listing,) = prose.read("4. a\n   - b\n     - c\n5. d")
    assert isinstance(listing, prose.Listing)
    assert (listing.is_numbered, listing.first, len(listing.items)) == (True, 4, 2)
    below = listing.items[0].below
    assert below is not None
    assert [item.lines[0][0].text for item in below.items] == ["b", "c"]
    assert all(item.below is None for item in below.items)


def test_same_paper_gives_the_same_bytes() -> None:
    first, second = papers.plan(), papers.plan()
    assert pdf.as_pdf(first, at=AT) == pdf.as_pdf(second, at=AT)
    assert docx.as_docx(first, at=AT) == docx.as_docx(second, at=AT)
    later = datetime(2026, 11, 30, tzinfo=UTC)
    assert docx.as_docx(first, at=AT) != docx.as_docx(first, at=later)
    for draw in (pdf.as_pdf, docx.as_docx):
        with pytest.raises(ValueError, match="time zone"):
            draw(first, at=datetime(2026, 11, 29))


def test_pdf_is_archivable_and_tagged_in_reading_order() -> None:
    content = pdf.as_pdf(papers.plan(), at=AT)
    root: Any = read(content).trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    for claim in ("pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert claim in xmp
    assert root["/Lang"] == "en-ZA"
    tags = structure_of(content)
    assert tags.count("H1") == 1
    assert {"H2", "H3", "L", "LI", "Table", "TH", "TD", "Figure", "TOC", "TOCI", "Link"} <= set(tags)
    assert tags.count("Figure") >= 3
    assert tags.index("H1") < tags.index("TOC") < tags.index("H2") < tags.index("Figure")


def test_pages_are_numbered_and_headings_of_tables_repeat() -> None:
    pages = [page.extract_text() for page in read(pdf.as_pdf(papers.plan(), at=AT)).pages]
    assert len(pages) == 10
    assert "Page 1 of" not in pages[0]  # a cover
    for number, page in enumerate(pages[1:], start=2):
        assert f"Page {number} of {len(pages)}" in page
    long = bare(blocks=(replace(_grid(papers.plan()), rows=_grid(papers.plan()).rows * 5),))
    split = [page.extract_text() for page in read(pdf.as_pdf(long, at=AT)).pages]
    assert len(split) > 2
    assert all("Opening" in page and "Closing" in page for page in split)


def _grid(paper: blocks.Paper) -> blocks.Grid:
    return next(block for block in paper.blocks if isinstance(block, blocks.Grid))


def test_contents_lead_to_the_pages_of_their_headings() -> None:
    pages = [
        squeezed(page.extract_text()) for page in read(pdf.as_pdf(papers.plan(watermark=""), at=AT)).pages
    ]
    assert "Contents" in pages[1]
    on = next(number for number, page in enumerate(pages[2:], start=3) if "8.Thebakery" in page)
    assert f"8.Thebakery{'.' * 3}" in pages[1]
    assert any(
        line.startswith("8.Thebakery") and line.endswith(str(on))
        for line in _lines(1, papers.plan(watermark=""))
    )


def _lines(page: int, paper: blocks.Paper) -> list[str]:
    return [squeezed(line) for line in read(pdf.as_pdf(paper, at=AT)).pages[page].extract_text().splitlines()]


def test_word_file_has_real_headings_lists_fields_and_properties() -> None:
    content = docx.as_docx(papers.plan(), at=AT)
    document = python_docx.Document(io.BytesIO(content))
    names = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    assert {
        "Title",
        "Subtitle",
        "Heading 1",
        "Heading 2",
        "List Bullet",
        "List Bullet 2",
        "Caption",
        "toc 1",
    } <= {name if name is not None else "" for name in names}
    assert document.core_properties.title == "Business plan 2027 to 2029"
    assert document.core_properties.language == "en-ZA"
    assert document.core_properties.created == AT
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
        edges = "".join(
            archive.read(name).decode() for name in archive.namelist() if "header" in name or "footer" in name
        )
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert ' TOC \\o "1-3"' in body
    assert " PAGE " in edges
    assert " NUMPAGES " in edges
    assert 'string="DRAFT"' in edges
    assert "w:tblHeader" in body
    assert body.count('descr="') == 3
    assert "Bars of sales by month" in body


def test_lists_in_word_begin_at_one_again() -> None:
    paper = bare(
        blocks=(
            blocks.Prose(body="1. a\n2. b\n\ntext\n\n1. c"),
            blocks.Bullets(items=("d",), is_numbered=True),
        )
    )
    with zipfile.ZipFile(io.BytesIO(docx.as_docx(paper, at=AT))) as archive:
        numbering = archive.read("word/numbering.xml").decode()
    assert numbering.count("<w:lvlOverride") == 6


@pytest.mark.parametrize(("language", "locale"), [("af", "af-ZA"), ("en-ZA", "en-ZA"), ("zu-ZA", "zu-ZA")])
def test_language_is_told_to_each_reader(language: str, locale: str) -> None:
    paper = papers.form(language=language)
    assert f'lang="{locale}"' in html.as_html(paper)
    root: Any = read(pdf.as_pdf(paper, at=AT)).trailer["/Root"]
    assert root["/Lang"] == locale
    with zipfile.ZipFile(io.BytesIO(docx.as_docx(paper, at=AT))) as archive:
        assert f'w:lang w:val="{locale}"' in archive.read("word/styles.xml").decode()
    words = drawn.words_of_pdf(pdf.as_pdf(paper, at=AT))
    assert ("Handtekening" in words) is (language == "af")


def test_logo_and_colour_of_the_sender_are_on_it() -> None:
    brand = Brand(colour="#1c5c93", logo=Logo(content=picture(), alt="Logo of Umoja"))
    paper = papers.letter()
    assert len(read(pdf.as_pdf(paper, at=AT, brand=brand)).pages[0].images) == 1
    with zipfile.ZipFile(io.BytesIO(docx.as_docx(paper, at=AT, brand=brand))) as archive:
        assert 'descr="Logo of Umoja"' in archive.read("word/document.xml").decode()
        assert "1C5C93" in archive.read("word/styles.xml").decode()
    assert 'src="/media/x.png"' in html.as_html(paper, logo_url="/media/x.png")


def test_a_signed_place_shows_who_and_when_and_the_hand() -> None:
    signed = blocks.Signed(name="Thandi Mokoena", words="Signed on 29 November 2026", drawing=picture())
    paper = bare(blocks=(blocks.Signature(role="a", label="For Umoja", signed=signed),))
    content = pdf.as_pdf(paper, at=AT)
    assert len(read(content).pages[0].images) == 1
    words = drawn.words_of_docx(docx.as_docx(paper, at=AT), with_alt=False)
    assert words.endswith("ForUmojaNameThandiMokoenaSignedon29November2026")
    assert "Witness" not in words


def test_typed_words_are_never_layout() -> None:
    nasty = '#read("/etc/passwd") $x$ @ref <label> `raw` ]) // /* = x </w:t> & "quoted"'
    paper = bare(
        sender=nasty,
        title=nasty,
        footer=nasty,
        blocks=(blocks.Heading(text=nasty), blocks.Note(body="x", title=nasty)),
    )
    assert pdf.as_pdf(paper, at=AT).startswith(b"%PDF-")
    assert drawn.words_of_docx(docx.as_docx(paper, at=AT)).count(squeezed(nasty)) == 4
    page = html.as_html(paper)
    assert "<label>" not in page
    assert drawn.words_of_html(page).count(squeezed(nasty)) == 5


def test_headings_never_skip_a_level() -> None:
    laid = laying.lay(
        bare(
            blocks=(
                blocks.Heading(text="a", level=3),
                blocks.Heading(text="b", level=1),
                blocks.Prose(title="c", body="d"),
                blocks.Heading(text="e", level=3),
            )
        )
    )
    assert [title.level for title in laid.titles] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("values", "kind"), [((3, -2, 0), "columns"), ((), "columns"), ((0, 0), "columns"), ((5,) * 40, "rows"), ((1000001, 1000002), "line")]
)  # fmt: skip
def test_charts_of_any_figures_can_be_drawn(values: tuple[int, ...], kind: str) -> None:
    points = tuple(
        blocks.Point(label=f"Label {place}", value=Decimal(value), words=f"R {value}")
        for place, value in enumerate(values)
    )
    chart = blocks.Chart(
        title="Chart", kind="line" if kind == "line" else "bar", points=points, alt="What it shows"
    )
    paper = bare(blocks=(chart,))
    figure = figures.figure_of(chart)
    assert figure.kind == kind
    assert all(0 <= mark.end <= 1 and 0 <= mark.start <= 1 for mark in figure.marks)
    assert pdf.as_pdf(paper, at=AT).startswith(b"%PDF-")
    assert first_out_of_order(drawn.words_of_html(html.as_html(paper)), texts_of(paper)) is None
    assert docx.as_docx(paper, at=AT).startswith(b"PK")


def test_a_crowded_line_shows_some_words_and_always_the_last() -> None:
    points = tuple(
        blocks.Point(label=f"Week {place}", value=Decimal(place), words=f"R {place * 1000}.00")
        for place in range(52)
    )
    figure = figures.figure_of(blocks.Chart(title="", kind="line", points=points, alt=""))
    assert 5 <= len(figure.shown) <= 12
    assert figure.shown[-1].label == "Week 51"


def test_letters_that_no_font_has_are_squares_in_the_pdf_only() -> None:
    paper = bare(blocks=(blocks.Prose(body="Brood 🍞 – ṱhonifho, môre"),))
    assert "Brood□–ṱhonifho,môre" in drawn.words_of_pdf(pdf.as_pdf(paper, at=AT))
    assert "Brood🍞" in drawn.words_of_docx(docx.as_docx(paper, at=AT))
