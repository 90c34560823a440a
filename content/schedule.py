"""What beat does for content."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "content-calls-purge": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 86_400.0,
        "kwargs": {
            "model": "content.ModelCall",
            "task": "content.writing_tasks.calls_purge",
            "due": "overdue",
        },
        "options": {"expires": 3600},
    },
    "content-writing-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 15.0,
        "kwargs": {"model": "content.WritingRun", "task": "content.writing_tasks.writing_sweep"},
        "options": {"expires": 13},
    },
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
