"""Personal pages of notifications."""

from django.urls import path

from notifications.views import choices, following, inbox, threads

app_name = "notifications"
urlpatterns = [
    path("", inbox.notification_list, name="notification-list"),
    path("bell/", inbox.bell, name="bell"),
    path("changes/", inbox.changes, name="changes"),
    path("read-all/", threads.read_all, name="notification-read-all"),
    path("archive-read/", threads.archive_read, name="archive-read"),
    path("undo/<slug:deed>/", threads.undo, name="undo"),
    path("choices/", choices.choices_page, name="choices"),
    path("choices/by-link/<str:token>/", choices.choices_by_link, name="choices-by-link"),
    path("stop/<str:token>/", choices.stop, name="stop"),
    path("unfollow/<str:token>/", following.unfollow_by_link, name="unfollow-by-link"),
    path("<slug:public_id>/open/", inbox.open_notification, name="notification-open"),
    path("<slug:public_id>/put-away/", threads.put_away, name="notification-put-away"),
    path("<slug:public_id>/read/", threads.toggle_read, name="notification-read"),
    path("<slug:public_id>/snooze/", threads.snooze, name="notification-snooze"),
]
