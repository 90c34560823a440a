"""API addresses of notifications, under /api/v1/."""

from django.urls import path

from notifications.api import consents, views

urlpatterns = [
    path("notifications/", views.NotificationsView.as_view(), name="notifications"),
    path("notifications/unread/", views.UnreadView.as_view(), name="notifications-unread"),
    path("notifications/read-all/", views.ReadAllView.as_view(), name="notifications-read-all"),
    path("notifications/consents/", consents.ConsentsView.as_view(), name="notification-consents"),
    path("notifications/<slug:public_id>/", views.NotificationView.as_view(), name="notification"),
]
