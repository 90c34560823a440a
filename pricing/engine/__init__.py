"""Prices from a shop's own sales history. A pure library: no Django, no database, no files of its own.

    history = engine.History.from_frame(frame)
    model = engine.train(history, settings=engine.Settings(seed=1))
    prices = model.recommend(rules=engine.Rules(max_change=0.15))

Names load when first used: a web process that never trains does not pay for pandas and scikit-learn.
Method, numbers and limits: docs/pricing-engine.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pricing.engine.version import VERSION

if TYPE_CHECKING:
    from pricing.engine.backtest import backtest
    from pricing.engine.curve import Curve
    from pricing.engine.history import History
    from pricing.engine.model import Model, load, train
    from pricing.engine.problems import BadHistory, BadInput, EngineError, Notice, Problem
    from pricing.engine.settings import BALANCED, BOLD, CAREFUL, Rules, Settings

_HOMES = {
    "backtest": ("backtest",),
    "curve": ("Curve",),
    "history": ("History",),
    "model": ("Model", "load", "train"),
    "problems": ("BadHistory", "BadInput", "EngineError", "Notice", "Problem"),
    "settings": ("BALANCED", "BOLD", "CAREFUL", "Rules", "Settings"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"pricing.engine has no {name!r}.")
    found = getattr(import_module(f"pricing.engine.{_HOME_OF[name]}"), name)
    globals()[name] = found  # also replaces a submodule of the same name: `backtest` is the function
    return found


__all__ = [
    "BALANCED",
    "BOLD",
    "CAREFUL",
    "VERSION",
    "BadHistory",
    "BadInput",
    "Curve",
    "EngineError",
    "History",
    "Model",
    "Notice",
    "Problem",
    "Rules",
    "Settings",
    "backtest",
    "load",
    "train",
]
