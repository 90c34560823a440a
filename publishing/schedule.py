"""What beat does for publishing."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "publishing-comments-forget": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 86_400.0,
        "kwargs": {
            "model": "publishing.Comment",
            "task": "publishing.tasks.comments_forget",
            "due": "outdated",
        },
        "options": {"expires": 3600},
    },
}
