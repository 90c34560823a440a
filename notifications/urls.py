"""Personal pages of notifications."""

from django.urls import path

from notifications.views import choices, inbox

app_name = "notifications"
urlpatterns = [
    path("", inbox.notification_list, name="notification-list"),
    path("bell/", inbox.bell, name="bell"),
    path("read-all/", inbox.read_all, name="notification-read-all"),
    path("choices/", choices.choices_page, name="choices"),
    path("choices/by-link/<str:token>/", choices.choices_by_link, name="choices-by-link"),
    path("stop/<str:token>/", choices.stop, name="stop"),
    path("<slug:public_id>/open/", inbox.open_notification, name="notification-open"),
    path("<slug:public_id>/put-away/", inbox.put_away, name="notification-put-away"),
    path("<slug:public_id>/read/", inbox.toggle_read, name="notification-read"),
]
