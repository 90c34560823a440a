"""API routes of people and organisations, under /api/v1/."""

from django.urls import include, path

from accounts.api.views import (
    branches,
    devices,
    keys,
    logos,
    organisations,
    people,
    roles,
    rules,
    support,
    team,
    tokens,
    trail,
)

_organisation = [
    path("", organisations.OrganisationView.as_view(), name="organisation"),
    path("deletion/", organisations.DeletionView.as_view(), name="organisation-deletion"),
    path("logo/", logos.LogoView.as_view(), name="organisation-logo"),
    path(
        "logo/<slug:logo>/<slug:picture>/",
        logos.LogoPictureView.as_view(),
        name="organisation-logo-picture",
    ),
    path("ownership/", team.OwnershipView.as_view(), name="organisation-ownership"),
    path("roles/", roles.RolesView.as_view(), name="roles"),
    path("rules/", rules.RulesView.as_view(), name="rules"),
    path("rules/lint/", rules.RuleLintView.as_view(), name="rule-lint"),
    path("rules/<slug:rule>/", rules.RuleView.as_view(), name="rule"),
    path("branches/", branches.BranchesView.as_view(), name="branches"),
    path("branches/<slug:branch>/", branches.BranchView.as_view(), name="branch"),
    path("branches/<slug:branch>/close/", branches.BranchCloseView.as_view(), name="branch-close"),
    path("branches/<slug:branch>/reopen/", branches.BranchReopenView.as_view(), name="branch-reopen"),
    path("keys/", keys.KeysView.as_view(), name="keys"),
    path("keys/<slug:key>/", keys.KeyView.as_view(), name="key"),
    path("keys/<slug:key>/rotate/", keys.KeyRotateView.as_view(), name="key-rotate"),
    path("keys/<slug:key>/take-over/", keys.KeyTakeOverView.as_view(), name="key-take-over"),
    path("why/", rules.WhyView.as_view(), name="why"),
    path("roles/see/", roles.RoleSeeView.as_view(), name="role-see"),
    path("roles/<slug:role>/", roles.RoleView.as_view(), name="role"),
    path("audit/", trail.TrailView.as_view(), name="trail"),
    path("audit/checks/", trail.ChecksView.as_view(), name="trail-checks"),
    path("audit/checks/<slug:check>/", trail.CheckView.as_view(), name="trail-check"),
    path("support/", support.SupportView.as_view(), name="support"),
    path("leave/", team.LeaveView.as_view(), name="leave"),
    path("members/", team.MembersView.as_view(), name="members"),
    path("members/<slug:member>/", team.MemberView.as_view(), name="member"),
    path("invitations/", team.InvitationsView.as_view(), name="invitations"),
    path("invitations/<slug:invitation>/", team.InvitationView.as_view(), name="invitation"),
    path(
        "invitations/<slug:invitation>/send-again/",
        team.InvitationSendAgainView.as_view(),
        name="invitation-send-again",
    ),
]

urlpatterns = [
    path("token/", tokens.TokenView.as_view(), name="token"),
    path("token/second-factor/", tokens.SecondFactorView.as_view(), name="token-second-factor"),
    path("token/code/", tokens.CodeView.as_view(), name="token-code"),
    path("token/proof/", devices.ProofView.as_view(), name="token-proof"),
    path("devices/", devices.DevicesView.as_view(), name="devices"),
    path("devices/<slug:device>/", devices.DeviceView.as_view(), name="device"),
    path("token/refresh/", tokens.TokenRefreshView.as_view(), name="token-refresh"),
    path("token/revoke/", tokens.TokenRevokeView.as_view(), name="token-revoke"),
    path("me/", people.MeView.as_view(), name="me"),
    path("organisations/", people.OrganisationsView.as_view(), name="organisations"),
    path("invitations/accept/", people.InvitationAcceptView.as_view(), name="invitation-accept"),
    path("o/<slug:organisation>/", include(_organisation)),
]
