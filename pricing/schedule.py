"""What beat does for pricing."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "pricing-runs-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 20.0,
        "kwargs": {"model": "pricing.Run", "task": "pricing.tasks.runs_sweep"},
        "options": {"expires": 18},
    },
    "pricing-starts-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 300.0,
        "kwargs": {
            "model": "pricing.Recommendation",
            "task": "pricing.tasks.starts_sweep",
            "due": "starting_untold",
        },
        "options": {"expires": 290},
    },
    "pricing-imports-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 15.0,
        "kwargs": {"model": "pricing.Import", "task": "pricing.tasks.imports_sweep"},
        "options": {"expires": 13},
    },
}
