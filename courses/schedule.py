"""What beat does for courses."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "courses-attempts-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 20.0,
        "kwargs": {"model": "courses.Attempt", "task": "courses.tasks.attempts_sweep", "due": "overdue"},
        "options": {"expires": 18},
    },
    "courses-versions-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 60.0,
        "kwargs": {"model": "courses.CourseVersion", "task": "courses.tasks.versions_sweep", "due": "due"},
        "options": {"expires": 55},
    },
    "courses-events-forget": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 86_400.0,
        "kwargs": {
            "model": "courses.ProgressEvent",
            "task": "courses.tasks.events_forget",
            "due": "outdated",
        },
        "options": {"expires": 3600},
    },
    "courses-media-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 30.0,
        "kwargs": {"model": "courses.MediaFile", "task": "courses.tasks.media_sweep"},
        "options": {"expires": 28},
    },
    "courses-media-clean": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 86_400.0,
        "kwargs": {"model": "courses.MediaFile", "task": "courses.tasks.media_clean", "due": "old"},
        "options": {"expires": 3600},
    },
}
