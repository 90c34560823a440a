"""API addresses of notifications, under /api/v1/."""

from django.urls import path

from notifications.api import addresses, choices, consents, following, views

urlpatterns = [
    path("notifications/", views.NotificationsView.as_view(), name="notifications"),
    path("notifications/changes/", views.ChangesView.as_view(), name="notifications-changes"),
    path("notifications/unread/", views.UnreadView.as_view(), name="notifications-unread"),
    path("notifications/read-all/", views.ReadAllView.as_view(), name="notifications-read-all"),
    path("notifications/addresses/", addresses.AddressesView.as_view(), name="notification-addresses"),
    path(
        "notifications/addresses/<slug:public_id>/",
        addresses.AddressView.as_view(),
        name="notification-address",
    ),
    path("notifications/device/", addresses.DeviceView.as_view(), name="notification-device"),
    path("notifications/choices/", choices.ChoicesView.as_view(), name="notification-choices"),
    path("notifications/consents/", consents.ConsentsView.as_view(), name="notification-consents"),
    path(
        "o/<slug:organisation>/following/", following.FollowingView.as_view(), name="notifications-following"
    ),
    path(
        "o/<slug:organisation>/following/<str:topic>/<slug:subject>/",
        following.FollowedView.as_view(),
        name="notifications-followed",
    ),
    path("notifications/<slug:public_id>/take/", choices.TakeView.as_view(), name="notification-take"),
    path("notifications/<slug:public_id>/", views.NotificationView.as_view(), name="notification"),
]
