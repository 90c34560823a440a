"""The pages of second factors: allauth's, except that no address holds the key of a row."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from accounts.views import passkeys
from accounts.views import second_factors as ours

urlpatterns = [
    path("", ours.IndexView.as_view(), name="mfa_index"),
    path("authenticate/", base.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", ours.CodeAgainView.as_view(), name="mfa_reauthenticate"),
    path("trust/", ours.TrustView.as_view(), name="mfa_trust"),
    path("totp/activate/", ours.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", ours.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path("webauthn/", passkeys.passkey_list, name="mfa_list_webauthn"),
    path("webauthn/add/", ours.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", ours.PasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<slug:passkey>/remove/", passkeys.passkey_remove, name="mfa_remove_webauthn"),
    path("webauthn/keys/<slug:passkey>/edit/", passkeys.passkey_rename, name="mfa_edit_webauthn"),
    path("webauthn/keys/<slug:passkey>/keep/", passkeys.passkey_keep, name="mfa_keep_webauthn"),
]
