"""What beat does for publishing."""

from typing import Any


def _turn(due: str) -> dict[str, Any]:
    return {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 60.0,
        "kwargs": {"model": "publishing.Piece", "task": "publishing.workflow_tasks.pieces_turn", "due": due},
        "options": {"expires": 55},
    }


# Planned pieces go live, and pieces whose time is over are told to search, feeds and kept pages, within a minute.
SCHEDULE: dict[str, dict[str, Any]] = {
    "publishing-due": _turn("due"),
    "publishing-over": _turn("over"),
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
