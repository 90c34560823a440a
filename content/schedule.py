"""What beat does for content."""

from typing import Any


def _sweep(model: str, due: str, task: str, seconds: float) -> dict[str, Any]:
    return {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": seconds,
        "kwargs": {"model": model, "task": task, "due": due},
        "options": {"expires": max(10, int(seconds) - 5)},
    }


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
    "content-bulk-sweep": _sweep("content.BulkRun", "abandoned", "content.bulk_tasks.bulk_sweep", 20.0),
    "content-bulk-forget": _sweep("content.BulkRun", "expired", "content.bulk_tasks.bulk_forget", 3600.0),
    "content-dates-sweep": _sweep(
        "content.Obligation", "to_tell", "content.sending_tasks.dates_sweep", 3600.0
    ),
    "content-seals-sweep": _sweep(
        "content.SigningRequest", "unsealed", "content.sending_tasks.seals_sweep", 30.0
    ),
    "content-signings-sweep": _sweep(
        "content.SigningRequest", "due", "content.sending_tasks.signings_sweep", 300.0
    ),
    "content-views-forget": _sweep(
        "content.ShareView", "to_forget", "content.sending_tasks.views_forget", 86_400.0
    ),
    "content-reads-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 15.0,
        "kwargs": {"model": "content.ReadDocument", "task": "content.reading_tasks.reads_sweep"},
        "options": {"expires": 13},
    },
    "content-summaries-lost": _sweep(
        "content.ReadDocument", "unsummed", "content.reading_tasks.summaries_give_up", 60.0
    ),
    "content-copies-lost": _sweep(
        "content.CopyRequest", "unwritten", "content.reading_tasks.copies_give_up", 60.0
    ),
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
