"""Pages of people and organisations."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import invitations, organisations, people, team

app_name = "accounts"

_team: list[URLPattern | URLResolver] = [
    path("", team.team, name="team"),
    path("invite/", team.invite, name="member-invite"),
    path(
        "invitations/<slug:invitation>/send-again/",
        team.invitation_send_again,
        name="invitation-send-again",
    ),
    path("invitations/<slug:invitation>/revoke/", team.invitation_revoke, name="invitation-revoke"),
    path("members/<slug:member>/role/", team.member_role, name="member-role"),
    path("members/<slug:member>/remove/", team.member_remove, name="member-remove"),
    path("undo/", team.take_back, name="team-undo"),
    path("leave/", team.leave, name="member-leave"),
    path("transfer/", team.transfer, name="ownership-transfer"),
    path("roles/", team.role_table, name="role-table"),
]

_organisation: list[URLPattern | URLResolver] = [
    path("", organisations.dashboard, name="dashboard"),
    path("team/", include(_team)),
    path("settings/", organisations.settings, name="organisation-settings"),
    path("settings/delete/", organisations.delete, name="organisation-delete"),
    path("settings/keep/", organisations.keep, name="organisation-keep"),
]

urlpatterns = [
    path("home/", people.home, name="home"),
    path("start/", people.start, name="start"),
    path("organisations/", people.organisation_list, name="organisation-list"),
    path("profile/", people.profile, name="profile"),
    path("profile/devices/<slug:device>/sign-out/", people.device_end, name="device-end"),
    path("invitations/<str:token>/", invitations.accept, name="invitation-accept"),
    path("invitations/<str:token>/sign-out/", invitations.sign_out, name="invitation-sign-out"),
    path("o/<slug:organisation>/", include(_organisation)),
]
