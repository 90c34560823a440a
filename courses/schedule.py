"""What beat does for courses."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "courses-attempts-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 20.0,
        "kwargs": {"model": "courses.Attempt", "task": "courses.tasks.attempts_sweep", "due": "overdue"},
        "options": {"expires": 18},
    },
    "courses-handins-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 15.0,
        "kwargs": {"model": "courses.Submission", "task": "courses.tasks.handins_sweep", "due": "unsettled"},
        "options": {"expires": 14},
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
}
