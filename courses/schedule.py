"""What beat does for courses."""

from typing import Any

from celery.schedules import crontab

# Beat's clock may be UTC or South African: the hours cover the working day in both, and what is due begins at seven there.
_DAY = crontab(hour="5-16", minute=10)
_MONDAY = crontab(day_of_week="mon", hour="5-10", minute=20)


def _told(due: str, task: str, schedule: Any) -> dict[str, Any]:
    return {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": schedule,
        "kwargs": {"model": "courses.Enrolment", "task": task, "due": due},
        "options": {"expires": 3000},
    }


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
    "courses-classes-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 60.0,
        "kwargs": {"model": "courses.LiveClass", "task": "courses.tasks.classes_sweep", "due": "due"},
        "options": {"expires": 55},
    },
    "courses-certificates-remind": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 6 * 3600.0,
        "kwargs": {
            "model": "courses.Certificate",
            "task": "courses.tasks.certificates_remind",
            "due": "to_remind",
        },
        "options": {"expires": 3600},
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
    "courses-reminders": _told("to_remind", "courses.social_tasks.reminders_send", _DAY),
    "courses-openings": _told("dripping", "courses.social_tasks.openings_tell", _DAY),
    "courses-digests": _told("digestible", "courses.social_tasks.digests_send", _MONDAY),
    "courses-places-fill": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 300.0,
        "kwargs": {
            "model": "courses.WaitingPlace",
            "task": "courses.social_tasks.places_sweep",
            "due": "placeable",
        },
        "options": {"expires": 298},
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
    "courses-question-media-clean": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 86_400.0,
        "kwargs": {
            "model": "courses.QuestionMedia",
            "task": "courses.tasks.question_media_clean",
            "due": "old",
        },
        "options": {"expires": 3600},
    },
}
