"""What beat does for publishing."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "publishing-questions-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 15.0,
        "kwargs": {"model": "publishing.Question", "task": "publishing.tasks.questions_sweep"},
        "options": {"expires": 13},
    },
    "publishing-questions-purge": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 3600.0,
        "kwargs": {"model": "publishing.Question", "task": "publishing.tasks.questions_purge", "due": "over"},
        "options": {"expires": 3000},
    },
}
