"""What beat does for courses."""

from typing import Any

from celery.schedules import crontab

# Beat's clock may be UTC or South African: the hours cover the working day in both, and what is due begins at seven there.
_DAY = crontab(hour="5-16", minute=10)
_MONDAY = crontab(day_of_week="mon", hour="5-10", minute=20)


def _sweep(model: str, task: str, schedule: Any, *, due: str = "abandoned", expires: int) -> dict[str, Any]:
    """Send a task to each organisation with rows that are `due`."""
    return {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": schedule,
        "kwargs": {"model": f"courses.{model}", "task": f"courses.{task}", "due": due},
        "options": {"expires": expires},
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    "courses-attempts-sweep": _sweep("Attempt", "tasks.attempts_sweep", 20.0, due="overdue", expires=18),
    "courses-handins-sweep": _sweep("Submission", "tasks.handins_sweep", 15.0, due="unsettled", expires=14),
    "courses-versions-sweep": _sweep("CourseVersion", "tasks.versions_sweep", 60.0, due="due", expires=55),
    "courses-classes-sweep": _sweep("LiveClass", "tasks.classes_sweep", 60.0, due="due", expires=55),
    "courses-certificates-remind": _sweep(
        "Certificate", "tasks.certificates_remind", 6 * 3600.0, due="to_remind", expires=3600
    ),
    "courses-events-forget": _sweep(
        "ProgressEvent", "tasks.events_forget", 86_400.0, due="outdated", expires=3600
    ),
    "courses-reminders": _sweep(
        "Enrolment", "social_tasks.reminders_send", _DAY, due="to_remind", expires=3000
    ),
    "courses-openings": _sweep("Enrolment", "social_tasks.openings_tell", _DAY, due="dripping", expires=3000),
    "courses-digests": _sweep(
        "Enrolment", "social_tasks.digests_send", _MONDAY, due="digestible", expires=3000
    ),
    "courses-places-fill": _sweep(
        "WaitingPlace", "social_tasks.places_sweep", 300.0, due="placeable", expires=298
    ),
    "courses-media-sweep": _sweep("MediaFile", "tasks.media_sweep", 30.0, expires=28),
    "courses-media-clean": _sweep("MediaFile", "tasks.media_clean", 86_400.0, due="old", expires=3600),
    "courses-question-media-clean": _sweep(
        "QuestionMedia", "tasks.question_media_clean", 86_400.0, due="old", expires=3600
    ),
}
