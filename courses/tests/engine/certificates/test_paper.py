"""The certificate on paper: its words, its code, its cost."""

import io
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from courses.engine.certificates.numbers import new_number, write_number
from courses.engine.certificates.paper import Paper, diploma
from synthai.core.documents import Brand, diplomas
from synthai.core.testing.pdf import read, squeezed, text_of

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
PAPER = Paper(
    sender="Umoja Foods",
    name="Bongani Dlamini",
    course="Food safety for kitchens",
    text="Ten lessons and a test on keeping food safe in a small kitchen.",
    number=new_number(),
    issued_on=date(2026, 11, 29),
    last_on=date(2027, 11, 28),
    signed_by="Thandi Mokoena",
    link="https://synthai.example/verify/K7QF2M8X9RTDP4WZ3/",
)


def _read(paper: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(diplomas.as_pdf(diploma(paper), at=NOW)))


def test_it_says_who_what_when_and_where_to_check() -> None:
    content = diplomas.as_pdf(diploma(PAPER), at=NOW)
    pdf, text = read(content), text_of(content)
    for words in ("Umoja Foods", "Bongani Dlamini", "Food safety for kitchens", write_number(PAPER.number)):
        assert squeezed(words) in text
    assert "29November2026" in text
    assert "28November2027" in text
    assert "synthai.example/verify/K7QF2M8X9RTDP4WZ3/" in text
    assert len(pdf.pages) == 1
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Certificate: Bongani Dlamini"
    links = {str(note.get_object()["/A"]["/URI"]) for note in pdf.pages[0]["/Annots"]}  # type: ignore[attr-defined]
    assert links == {PAPER.link}


def test_both_looks_say_the_same_in_the_same_order() -> None:
    brand = Brand(colour="#ffd700")
    first, second = (
        text_of(diplomas.as_pdf(diploma(replace(PAPER, look=look)), at=NOW, brand=brand))
        for look in ("frame", "band")
    )
    assert first.casefold() == second.casefold()
    sample = diplomas.as_picture(diploma(replace(PAPER, look="band", is_sample=True)), brand=brand)
    assert sample.startswith(b"\x89PNG")


@pytest.mark.parametrize("look", ["frame", "band"])
def test_it_is_tagged_and_its_code_has_words(look: str) -> None:
    paper = replace(PAPER, look=look)
    raw = diplomas.as_pdf(diploma(paper), at=NOW)
    root = PdfReader(io.BytesIO(raw)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert str(root["/Lang"]).lower().startswith("en")  # type: ignore[index]
    assert diplomas.as_pdf(diploma(paper), at=NOW) == raw, "the same certificate, the same bytes"


@pytest.mark.parametrize(
    ("name", "course"),
    [
        ("Nokuthula Philisiwe Ntombizodwa Mkhwanazi-Oosthuizen", "Food safety for kitchens"),
        ("Ṱhanḓi Ṋeluvhalani", "Zulu — ukuphepha kokudla " * 4),
        ("王芳", "x" * 120),
    ],
)
def test_long_and_foreign_names_stay_on_one_page(name: str, course: str) -> None:
    assert len(_read(replace(PAPER, name=name, course=course)).pages) == 1


def test_one_that_never_ends_says_so() -> None:
    assert "No end" in _read(replace(PAPER, last_on=None)).pages[0].extract_text()


def test_it_costs_little() -> None:
    """Under 30 ms of processor time, once the process has made one."""
    diplomas.as_pdf(diploma(PAPER), at=NOW)
    began = time.process_time()
    for number in range(20):
        diplomas.as_pdf(
            diploma(replace(PAPER, name=f"Learner {number}")), at=NOW, brand=Brand(colour="#8a5a00")
        )
    assert (time.process_time() - began) / 20 < 0.030
