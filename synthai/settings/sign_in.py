"""How people sign in: address and password, second factors, passkeys, codes by e-mail; docs/accounts.md says why."""

from datetime import timedelta

from synthai.settings import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "accounts.passwords.GuessablePasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up; another device signs in
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a change of password or address is told to its owner
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a borrowed session adds no address of its own
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds for which "it is really me" holds
ACCOUNT_FORMS = {"login": "accounts.mfa_forms.SignInForm"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
SIGN_IN_FAILURES_OF_NETWORK = "300/300s/key"  # of a /24 or /48, beside allauth's limits by address and e-mail
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "accounts.mfa_forms.ActivateAppForm",
    "authenticate": "accounts.mfa_forms.CodeForm",
    "reauthenticate": "accounts.mfa_forms.CodeAgainForm",
    "add_webauthn": "accounts.mfa_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.mfa_forms.RenamePasskeyForm",
    "authenticate_webauthn": "accounts.mfa_forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.mfa_forms.PasskeyAgainForm",
    "login_webauthn": "accounts.mfa_forms.PasskeySignInForm",
}
MFA_TOTP_ISSUER = "SynthAI"
# Half a minute either way; accounts.services.factors takes each code once all the same.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # as the second step too: fingerprint, face or PIN
# Each look at the sign-in page asks once, and a shop shares an address.
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_NAME = "trusted_device"  # its marks are ours (accounts/trusted_devices.py)
MFA_TRUST_COOKIE_AGE = timedelta(days=30)
