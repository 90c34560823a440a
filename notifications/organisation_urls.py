"""Pages of notifications under an organisation."""

from django.urls import path

from notifications.views import choices, sender

app_name = "notifications-organisation"
urlpatterns = [
    path("", choices.organisation_defaults, name="defaults"),
    path("sender/", sender.sender, name="sender"),
    path("sender/check/", sender.check, name="sender-check"),
    path("sender/remove/", sender.remove, name="sender-remove"),
    path("sender/restore/", sender.restore, name="sender-restore"),
]
