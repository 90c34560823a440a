"""The staff's own pages of notifications, for the composition to add to the staff site."""

from django.urls import URLPattern, path

from notifications.admin import mail_story, replays, story, truth
from synthai.core.staff.site import staff_site


def urls() -> list[URLPattern]:
    """Their addresses."""
    view = staff_site.admin_view
    return [
        path("notifications/live/", view(truth.page), name="notification-truth"),
        path("notifications/story/<str:public_id>/", view(story.page), name="notification-story"),
        path(
            "notifications/mail-story/<str:public_id>/",
            view(mail_story.page),
            name="notification-mail-story",
        ),
        path("notifications/replays/", view(replays.page), name="notification-replays"),
        path(
            "notifications/replays/<str:public_id>/stop/", view(replays.stop), name="notification-replay-stop"
        ),
    ]
