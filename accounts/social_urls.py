"""The addresses that allauth's social sign-in knows by name; the accounts page and the start are in accounts.urls."""

from allauth.socialaccount import views as allauth_views
from allauth.socialaccount.providers.apple.views import apple_post_callback
from django.urls import path

from accounts.views import second_factors, social, sso, sso_out

urlpatterns = [
    path("login/", second_factors.SignInView.as_view(), name="account_login"),  # before allauth's own
    path("logout/", sso_out.SignOut.as_view(), name="account_logout"),  # before allauth's own
    path("social/signup/", allauth_views.signup, name="socialaccount_signup"),
    path("social/cancelled/", allauth_views.login_cancelled, name="socialaccount_login_cancelled"),
    path("google/login/callback/", social.callback, {"provider": "google"}, name="google_callback"),
    path("microsoft/login/callback/", social.callback, {"provider": "microsoft"}, name="microsoft_callback"),
    path("apple/login/callback/", apple_post_callback, name="apple_callback"),
    path(
        "apple/login/callback/finish/", social.callback, {"provider": "apple"}, name="apple_finish_callback"
    ),
    path("oidc/<slug:provider_id>/login/callback/", social.oidc_callback, name="openid_connect_callback"),
    path("saml/<slug:provider>/acs/", sso.saml_consume, name="saml_acs"),
    path("saml/<slug:provider>/acs/finish/", sso.saml_finish, name="saml_finish_acs"),
    path("saml/<slug:provider>/sls/", sso_out.saml_logout, name="saml_sls"),
    path("oidc/<slug:provider>/signed-out/", sso_out.oidc_signed_out, name="oidc_signed_out"),
    path("oidc/<slug:provider>/back-channel/", sso_out.back_channel_logout, name="oidc_back_channel"),
    path("saml/<slug:provider>/metadata/", sso.saml_metadata, name="saml_metadata"),
]
