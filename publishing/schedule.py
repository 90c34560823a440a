"""What beat does for publishing."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "publishing-translations-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 15.0,
        "kwargs": {
            "model": "publishing.TranslationRun",
            "task": "publishing.translation_tasks.translations_sweep",
        },
        "options": {"expires": 13},
    },
}
