"""Pages of notifications under an organisation."""

from django.urls import path

from notifications.views import choices, following

app_name = "notifications-organisation"
urlpatterns = [
    path("", choices.organisation_defaults, name="defaults"),
    path("following/", following.following_list, name="following"),
    path("following/follow/", following.follow, name="follow"),
    path("following/stop/", following.unfollow, name="unfollow"),
    path("following/team/", following.team_follow, name="team-follow"),
]
