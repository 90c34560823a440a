"""Where providers call; under /hooks/."""

from django.urls import path

from notifications.views import hooks

app_name = "notification-hooks"
urlpatterns = [
    path("messages/<slug:channel>/<slug:provider>/", hooks.provider_callback, name="provider"),
]
