"""What beat does for content."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "content-reads-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 15.0,
        "kwargs": {"model": "content.ReadDocument", "task": "content.reading_tasks.reads_sweep"},
        "options": {"expires": 13},
    },
    "content-copies-purge": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 3600.0,
        "kwargs": {
            "model": "content.CopyRequest",
            "task": "content.reading_tasks.copies_purge",
            "due": "over",
        },
        "options": {"expires": 3000},
    },
    "content-reads-purge": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 3600.0,
        "kwargs": {
            "model": "content.ReadDocument",
            "task": "content.reading_tasks.reads_purge",
            "due": "over",
        },
        "options": {"expires": 3000},
    },
}
