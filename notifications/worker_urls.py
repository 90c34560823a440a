"""The service worker, at the root."""

from django.urls import path

from notifications.views import worker

app_name = "notifications-worker"
urlpatterns = [path("sw.js", worker.service_worker, name="worker")]
