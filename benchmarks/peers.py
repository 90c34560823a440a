"""The methods the engine is compared with, LightGBM among them where it is installed."""

import importlib
import importlib.util
from typing import Any

from benchmarks.report import Options
from pricing.engine.baselines import Baseline, LastWeeks, LogLog, Trees, textbook_forest


def decision_peers(options: Options) -> list[Baseline]:
    """Methods that can answer what happens at another price."""
    peers: list[Baseline] = [LogLog(), textbook_forest(n_jobs=options.jobs)]
    boosted = lightgbm(options)
    return [*peers, boosted] if boosted else peers


def forecast_peers(options: Options) -> list[Baseline]:
    """Methods that forecast, the plainest first."""
    return [LastWeeks(), *decision_peers(options)]


def lightgbm(options: Options) -> Trees | None:
    """Boosted trees on log units, or None where the package is missing (it is a development requirement)."""
    try:
        package: Any = importlib.import_module("lightgbm")
    except ImportError:
        return None

    def make() -> Any:
        return package.LGBMRegressor(
            n_estimators=300, learning_rate=0.05, num_leaves=31, min_child_samples=20,
            subsample=0.8, subsample_freq=1, colsample_bytree=0.8, random_state=0, verbosity=-1,
            n_jobs=1,  # its threads fight with other work on few cores (measured: 25 times slower)
        )  # fmt: skip

    return Trees("LightGBM", make, log_target=True)


def remarks() -> tuple[str, ...]:
    """A line about what could not be compared."""
    if importlib.util.find_spec("lightgbm"):
        return ()
    return ("LightGBM was skipped: the package is not installed (pip install -r requirements-dev.txt).",)
