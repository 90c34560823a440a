"""Personal pages of notifications."""

from django.urls import path

from notifications.views import addresses, choices, consents, escalations, following, inbox, threads

app_name = "notifications"
urlpatterns = [
    path("", inbox.notification_list, name="notification-list"),
    path("bell/", inbox.bell, name="bell"),
    path("changes/", inbox.changes, name="changes"),
    path("read-all/", threads.read_all, name="notification-read-all"),
    path("archive-read/", threads.archive_read, name="archive-read"),
    path("undo/<slug:deed>/", threads.undo, name="undo"),
    path("choices/", choices.choices_page, name="choices"),
    path("choices/by-link/<str:token>/", choices.choices_by_link, name="choices-by-link"),
    path("stop/<str:token>/", choices.stop, name="stop"),
    path("addresses/", addresses.address_page, name="addresses"),
    path("addresses/number/", addresses.number_ask, name="number-ask"),
    path("addresses/number/again/", addresses.number_again, name="number-again"),
    path("addresses/number/prove/", addresses.number_prove, name="number-prove"),
    path("addresses/browser/", addresses.browser_keep, name="browser-keep"),
    path("addresses/browser/renew/", addresses.browser_renew, name="browser-renew"),
    path("addresses/undo/", addresses.address_undo, name="address-undo"),
    path("addresses/<slug:public_id>/remove/", addresses.address_remove, name="address-remove"),
    path("choices/proof/", consents.proof, name="consent-proof"),
    path("choices/my-data/", consents.my_data, name="my-data"),
    path("taken/<slug:token>/", escalations.taken, name="taken"),
    path("<slug:public_id>/take/", escalations.acknowledge, name="notification-take"),
    path("unfollow/<str:token>/", following.unfollow_by_link, name="unfollow-by-link"),
    path("<slug:public_id>/open/", inbox.open_notification, name="notification-open"),
    path("<slug:public_id>/put-away/", threads.put_away, name="notification-put-away"),
    path("<slug:public_id>/read/", threads.toggle_read, name="notification-read"),
    path("<slug:public_id>/snooze/", threads.snooze, name="notification-snooze"),
]
