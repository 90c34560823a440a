"""Personal pages of notifications."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="notification-list"),
    path("bell/", views.bell, name="bell"),
    path("read-all/", views.read_all, name="notification-read-all"),
    path("<slug:public_id>/open/", views.open_notification, name="notification-open"),
    path("<slug:public_id>/read/", views.toggle_read, name="notification-read"),
]
