"""Texts as vectors, by multilingual-e5-small (e5.py).

Where its weights or what runs them is missing, broken or switched off (SEARCH_EMBEDDINGS=0), there are no vectors and search goes on
without them. Each vector carries the model's name: another model's are never compared with it.
"""

import logging
import os
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from synthai.core.models.search import VECTOR_MODEL
from synthai.core.search.asking import no_vector

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]

MODEL: Final = VECTOR_MODEL
# A passage takes two threads a third less time than one. A question takes them a sixth less by itself, but PostgreSQL looks for its words
# meanwhile, and of 276 searches on two cores the slowest twentieth took 53 ms with two threads and 51 with one.
_THREADS: Final = {"query": 1, "passage": 2}
_LETTERS: Final = 4_000  # of a passage of a hundred words: a word may be anything that somebody pasted
_one_at_a_time = Lock()
logger = logging.getLogger("synthai.search")


def of_passages(texts: Sequence[str]) -> "list[Vector] | None":
    """A vector for each text; None where there are none to be had. 55 to 80 ms for a hundred words: for workers."""
    return _made("passage", texts)


def of_question(text: str) -> "Vector | None":
    """The vector of a question, kept for the next who asks the same; None where there is none to be had."""
    if not settings.SEARCH_EMBEDDINGS:
        return None
    try:
        return _of_question(text)
    except LookupError:
        return None


def begun(text: str) -> "Callable[[], Vector | None]":
    """Begin the vector of a question, beside what else is asked meanwhile; what is returned waits for it. Nothing for no text."""
    if not text or not settings.SEARCH_EMBEDDINGS:
        return no_vector
    return _aside(os.getpid()).submit(of_question, text).result


@cache
def _aside(process: int) -> "ThreadPoolExecutor":
    """One thread a process, as the model works on one text at a time; a process that forked has none of its parent's."""
    del process
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - who does not search needs none

    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-vector")


def forget() -> None:
    """Make the vectors of questions anew: for who measures that."""
    _of_question.cache_clear()


@lru_cache(maxsize=4096)
def _of_question(text: str) -> "Vector":
    made = _made("query", [text])
    if made is None:
        raise LookupError  # not kept: the next question tries again
    vector: Vector = made[0]
    return vector


def _made(how: str, texts: Sequence[str]) -> "list[Vector] | None":
    if not settings.SEARCH_EMBEDDINGS:
        return None
    if not texts:
        return []
    try:
        with _one_at_a_time:
            embed = getattr(_model(os.getpid(), min(_THREADS[how], os.cpu_count() or 1)), how)
            return [embed(text[:_LETTERS]) for text in texts]
    except (ImportError, OSError, RuntimeError, ValueError, MemoryError):
        logger.exception("no vectors: search goes on by words")
        return None


@cache
def _model(process: int, threads: int) -> Any:
    """Loaded by whoever searches or indexes first, in about a second; a process that forked has none of its parent's threads."""
    del process
    from synthai.core.search.e5 import E5  # noqa: PLC0415 - who neither searches nor indexes needs none of it

    return E5(threads=threads)
