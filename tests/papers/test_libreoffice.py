"""LibreOffice opens every Word file that we write: the same words, the same tables, page numbers reckoned.

Optional: needs the program `soffice` (apt install libreoffice-writer); without it these are skipped.
"""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from synthai.core.documents.papers import docx, laying, words
from synthai.core.documents.papers.blocks import Chart, Paper
from synthai.core.testing import drawn, papers, pdf

OFFICE = shutil.which("soffice")
AT = datetime(2026, 11, 29, tzinfo=UTC)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(OFFICE is None, reason="soffice (LibreOffice) is not installed"),
]


def opened(made: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each file as LibreOffice prints it, in one start."""
    assert OFFICE is not None
    for name, content in made.items():
        (folder / f"{name}.docx").write_bytes(content)
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    files = [str(folder / f"{name}.docx") for name in made]
    subprocess.run(
        [OFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files],
        check=True, capture_output=True, timeout=150,
    )  # fmt: skip
    return {name: (folder / f"{name}.pdf").read_bytes() for name in made}


def said(paper: Paper) -> list[str]:
    """The words of a paper without those of its charts, which are pictures there."""
    plain = replace(paper, blocks=tuple(block for block in paper.blocks if not isinstance(block, Chart)))
    return list(words.texts_of(laying.lay(plain)))


def test_every_sample_opens_with_all_its_words(tmp_path: Path) -> None:
    made = {name: paper(watermark="") for name, paper in papers.SAMPLES.items()}
    printed = opened({name: docx.as_docx(paper, at=AT) for name, paper in made.items()}, tmp_path)
    for name, paper in made.items():
        assert pdf.first_out_of_order(drawn.words_of_pdf(printed[name]), said(paper)) is None, name
        text = pdf.text_of(printed[name])
        pages = len(pdf.read(printed[name]).pages)
        assert (
            f"{'Bladsy' if name == 'form' else 'Page'}{pages}{'van' if name == 'form' else 'of'}{pages}"
            in text
        )
    assert (
        len(pdf.read(printed["plan"]).pages[2].images) == 3
    )  # the charts; LibreOffice lists all on each page
