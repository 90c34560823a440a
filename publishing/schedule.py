"""What beat does for publishing."""

from typing import Any

from celery.schedules import crontab

_MONDAY = crontab(day_of_week="mon", hour="5-10", minute=40)  # as courses': beat's clock may be UTC or ours


def _sweep(model: str, task: str, schedule: Any, *, due: str, expires: int) -> dict[str, Any]:
    """Send a task to each organisation with rows that are `due`."""
    return {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": schedule,
        "kwargs": {"model": f"publishing.{model}", "task": f"publishing.{task}", "due": due},
        "options": {"expires": expires},
    }


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
    "publishing-checks": _sweep("PieceCheck", "check_tasks.checks_run", 20.0, due="due", expires=18),
    "publishing-links": _sweep("LinkCheck", "check_tasks.links_ask", 60.0, due="due", expires=55),
    "publishing-checks-adopt": _sweep(
        "Piece", "check_tasks.checks_adopt", 3600.0, due="unchecked", expires=3000
    ),
    "publishing-links-forget": _sweep(
        "LinkCheck", "check_tasks.links_forget", 86_400.0, due="forgotten", expires=3600
    ),
    "publishing-checks-tell": _sweep(
        "Finding", "check_tasks.checks_tell", _MONDAY, due="to_tell", expires=3000
    ),
    "publishing-suggestions-lost": _sweep(
        "Suggestion", "check_tasks.suggestions_give_up", 60.0, due="lost", expires=55
    ),
}
