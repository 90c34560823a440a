"""Routes that exist on the laptop only."""

from django.urls import path

from notifications import views

app_name = "development"
urlpatterns = [path("outbox/", views.development_outbox, name="outbox")]
