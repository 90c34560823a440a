"""Routes that exist on the laptop only."""

from django.urls import path

from notifications.views import development

app_name = "development"
urlpatterns = [
    path("outbox/", development.development_outbox, name="outbox"),
    path("outbox/try/", development.development_try, name="outbox-try"),
    path("outbox/mail/<slug:mail_id>/", development.development_mail, name="outbox-mail"),
]
