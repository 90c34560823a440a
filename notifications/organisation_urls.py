"""Pages of notifications under an organisation."""

from django.urls import path

from notifications.views import announcements, choices, costs, escalations, following, looks, sender

app_name = "notifications-organisation"
urlpatterns = [
    path("", choices.organisation_defaults, name="defaults"),
    path("costs/", costs.page_of_costs, name="costs"),
    path("look/", looks.look, name="look"),
    path("look/mail/", looks.look_mail, name="look-mail"),
    path("on-call/", escalations.on_call_page, name="on-call"),
    path("announcements/", announcements.announcement_list, name="announcement-list"),
    path("announcements/new/", announcements.write, name="announcement-new"),
    path("announcements/<slug:public_id>/", announcements.announcement, name="announcement"),
    path("announcements/<slug:public_id>/change/", announcements.write, name="announcement-change"),
    path("announcements/<slug:public_id>/send/", announcements.press, name="announcement-send"),
    path("announcements/<slug:public_id>/cancel/", announcements.cancel, name="announcement-cancel"),
    path("announcements/<slug:public_id>/progress/", announcements.progress, name="announcement-progress"),
    path("sender/", sender.sender, name="sender"),
    path("sender/check/", sender.check, name="sender-check"),
    path("sender/remove/", sender.remove, name="sender-remove"),
    path("following/", following.following_list, name="following"),
    path("following/follow/", following.follow, name="follow"),
    path("following/stop/", following.unfollow, name="unfollow"),
    path("following/team/", following.team_follow, name="team-follow"),
    path("sender/restore/", sender.restore, name="sender-restore"),
]
