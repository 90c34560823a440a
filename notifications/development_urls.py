"""Routes that exist on the laptop only."""

from django.urls import path

from notifications.views import development

app_name = "development"
urlpatterns = [path("outbox/", development.development_outbox, name="outbox")]
