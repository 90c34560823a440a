"""Personal pages of notifications."""

from django.urls import path

from notifications.views import choices, consents, escalations, inbox

app_name = "notifications"
urlpatterns = [
    path("", inbox.notification_list, name="notification-list"),
    path("bell/", inbox.bell, name="bell"),
    path("read-all/", inbox.read_all, name="notification-read-all"),
    path("choices/", choices.choices_page, name="choices"),
    path("choices/by-link/<str:token>/", choices.choices_by_link, name="choices-by-link"),
    path("stop/<str:token>/", choices.stop, name="stop"),
    path("choices/proof/", consents.proof, name="consent-proof"),
    path("choices/my-data/", consents.my_data, name="my-data"),
    path("taken/<slug:token>/", escalations.taken, name="taken"),
    path("<slug:public_id>/take/", escalations.acknowledge, name="notification-take"),
    path("<slug:public_id>/open/", inbox.open_notification, name="notification-open"),
    path("<slug:public_id>/put-away/", inbox.put_away, name="notification-put-away"),
    path("<slug:public_id>/read/", inbox.toggle_read, name="notification-read"),
]
