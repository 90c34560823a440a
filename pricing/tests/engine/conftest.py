"""One small simulated shop, trained once for all engine tests."""

from dataclasses import dataclass

import pytest

from pricing import engine
from pricing.engine.simulate import Simulation, simulate

FAST = engine.Settings(seed=3, n_jobs=1, trees=8, forest_rows=4000, inner_origins=2)


@dataclass(frozen=True)
class Trained:
    truth: Simulation
    history: engine.History
    model: engine.Model


@pytest.fixture(scope="session")
def shop() -> Trained:
    truth = simulate("many", skus=60, weeks=80, seed=11)
    history = engine.History.from_frame(truth.history)
    return Trained(truth, history, engine.train(history, settings=FAST))
