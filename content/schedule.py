"""What beat does for content."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "content-clauses-review": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 6 * 3600.0,
        "kwargs": {
            "model": "content.Clause",
            "task": "content.template_tasks.clauses_review",
            "due": "to_review",
        },
        "options": {"expires": 3600},
    },
}
