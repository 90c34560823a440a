"""What beat does for pricing."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "pricing-runs-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 20.0,
        "kwargs": {"model": "pricing.Run", "task": "pricing.tasks.runs_sweep"},
        "options": {"expires": 18},
    },
}
