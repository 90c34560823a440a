"""Pages of notifications under an organisation."""

from django.urls import path

from notifications.views import choices, looks

app_name = "notifications-organisation"
urlpatterns = [
    path("", choices.organisation_defaults, name="defaults"),
    path("look/", looks.look, name="look"),
    path("look/mail/", looks.look_mail, name="look-mail"),
]
