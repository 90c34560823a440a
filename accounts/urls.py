"""Pages of people and organisations."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import (
    app_sign_in,
    devices,
    factor_rules,
    invitations,
    keys,
    organisations,
    people,
    proof,
    roles,
    rules,
    social,
    sso,
    sso_settings,
    team,
)

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
    path("roles/", roles.role_table, name="role-table"),
    path("roles/new/", roles.create, name="role-create"),
    path("roles/see/", roles.see, name="role-see"),
    path("rules/", rules.rule_list, name="rule-list"),
    path("rules/new/", rules.create, name="rule-create"),
    path("rules/<slug:rule>/", rules.change, name="rule-change"),
    path("rules/<slug:rule>/delete/", rules.delete, name="rule-delete"),
    path("why/", rules.why, name="why"),
    path("roles/<slug:role>/", roles.change, name="role-change"),
    path("roles/<slug:role>/delete/", roles.delete, name="role-delete"),
]

_sso: list[URLPattern | URLResolver] = [
    path("", sso_settings.overview, name="sso"),
    path("add/<slug:protocol>/", sso_settings.provider_add, name="sso-provider-add"),
    path("providers/<slug:provider>/", sso_settings.provider_change, name="sso-provider"),
    path("providers/<slug:provider>/switch/", sso_settings.provider_switch, name="sso-provider-switch"),
    path("providers/<slug:provider>/test/", sso_settings.provider_test, name="sso-provider-test"),
    path(
        "providers/<slug:provider>/certificate/",
        sso_settings.provider_certificate,
        name="sso-provider-certificate",
    ),
    path("providers/<slug:provider>/remove/", sso_settings.provider_remove, name="sso-provider-remove"),
    path("domains/", sso_settings.domain_add, name="sso-domain-add"),
    path("domains/<slug:domain>/check/", sso_settings.domain_check, name="sso-domain-check"),
    path("domains/<slug:domain>/remove/", sso_settings.domain_remove, name="sso-domain-remove"),
    path("requirement/", sso_settings.requirement, name="sso-requirement"),
]

_organisation: list[URLPattern | URLResolver] = [
    path("", organisations.dashboard, name="dashboard"),
    path("checklist/", organisations.checklist, name="checklist"),
    path("team/", include(_team)),
    path("audit/", include("accounts.trail_urls")),
    path("support/", include("accounts.support_urls")),
    path("settings/", organisations.settings, name="organisation-settings"),
    path("settings/sign-in/", include(_sso)),
    path("settings/keys/", keys.key_list, name="key-list"),
    path("settings/keys/new/", keys.create, name="key-create"),
    path("settings/keys/<slug:key>/", keys.change, name="key-change"),
    path("settings/keys/<slug:key>/rotate/", keys.rotate, name="key-rotate"),
    path("settings/keys/<slug:key>/take-over/", keys.take_over, name="key-take-over"),
    path("settings/keys/<slug:key>/revoke/", keys.revoke, name="key-revoke"),
    path("settings/second-factor/", factor_rules.rule, name="factor-rule"),
    path("settings/delete/", organisations.delete, name="organisation-delete"),
    path("settings/keep/", organisations.keep, name="organisation-keep"),
]

urlpatterns = [
    path(".well-known/jwks.json", app_sign_in.jwks, name="jwks"),
    path("accounts/app/authorize/", app_sign_in.authorize, name="app-authorize"),
    path("home/", people.home, name="home"),
    path("start/", people.start, name="start"),
    path("organisations/", people.organisation_list, name="organisation-list"),
    path("profile/", people.profile, name="profile"),
    path("profile/sign-in/", social.ways, name="sign-in-ways"),
    path("profile/sign-in/link/<slug:provider>/", social.way_link, name="sign-in-way-link"),
    path("profile/sign-in/unlink/", social.way_unlink, name="sign-in-way-unlink"),
    path("accounts/with/<slug:provider>/", social.start, name="social-start"),
    path("accounts/sso/", sso.start, name="sso-start"),
    path("accounts/sso/<slug:provider>/", sso.go, name="sso-go"),
    path("profile/proof/", proof.given, name="proof-given"),
    path("profile/proof/sign-in-again/", proof.sign_in_again, name="sign-in-again"),
    path("profile/devices/", devices.device_list, name="device-list"),
    path("profile/devices/sign-out-others/", devices.session_end_others, name="session-end-others"),
    path("profile/devices/browsers/<slug:session>/sign-out/", devices.session_end, name="session-end"),
    path("profile/devices/<slug:device>/sign-out/", devices.device_end, name="device-end"),
    path("invitations/<str:token>/", invitations.accept, name="invitation-accept"),
    path("invitations/<str:token>/sign-out/", invitations.sign_out, name="invitation-sign-out"),
    path("o/<slug:organisation>/", include(_organisation)),
]
