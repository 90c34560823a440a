"""Array types shared by the engine. Shapes are told in the docstrings: S products, T weeks, K terms."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
