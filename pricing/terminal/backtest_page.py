"""The backtest as a page of text."""

from collections.abc import Mapping
from typing import Any, Final

MEASURES: Final = (
    ("wape", "error", "units missed, as a share of units sold (WAPE)"),
    ("bias", "bias", "above zero: forecasts too high on the whole"),
    ("rmsle", "RMSLE", "error on a relative scale, every product-week counted alike"),
    ("pinball", "pinball", "error of forecast and range together"),
    ("coverage", "in range", "product-weeks inside the 80 % range; 80 % would be perfect"),
)
PER_CENTS: Final = {"wape", "bias", "coverage"}


def page(report: Mapping[str, Any]) -> str:
    """`report` is engine.Report.as_dict(): methods with their measures, origins, horizon, counts."""
    methods: Mapping[str, Mapping[str, float]] = report["methods"]
    width = max(len(name) for name in methods) + 2
    head = " " * width + "".join(f"{short:>10}" for _, short, _ in MEASURES)
    lines = [
        f"{report['weeks_compared']:,} product-weeks of {report['products']:,} products, "
        f"{report['horizon']} weeks ahead, from {_origins(len(report['origins']))} in the past.",
        "Every forecast was made from the weeks before it, with the prices charged later.",
        "",
        head,
        "-" * len(head),
    ]
    lines += [name.ljust(width) + "".join(f"{_cell(key, values):>10}" for key, _, _ in MEASURES)
              for name, values in methods.items()]  # fmt: skip
    lines += ["", *(f"{short}: {meaning}." for _, short, meaning in MEASURES)]
    return "\n".join(lines) + "\n"


def _origins(count: int) -> str:
    return "1 moment" if count == 1 else f"{count} moments"


def _cell(key: str, values: Mapping[str, float]) -> str:
    if key not in values:
        return "-"
    return f"{100 * values[key]:.1f} %" if key in PER_CENTS else f"{values[key]:.3f}"
