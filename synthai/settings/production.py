"""What production tightens: TLS, cookies, and no defaults for secrets."""

from synthai.settings import env
from synthai.settings.base import *  # noqa: F403
from synthai.settings.base import LOGGING

DEBUG = False
DEVELOPMENT = False
OUTBOX_SANDBOX_URL = ""
STAFF_SECOND_FACTOR = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [env.text("ALLOWED_HOSTS")]
SITE_URL = env.text("SITE_URL")
DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
APP_CLIENTS = env.text("APP_CLIENTS", "[]")  # without it no app signs in through the browser
SIGNING_KEY_FILE = env.text("SIGNING_KEY_FILE")
SIGNING_CERTIFICATE_FILE = env.text("SIGNING_CERTIFICATE_FILE")
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
LOGGING = {**LOGGING, "handlers": {"stream": {**LOGGING["handlers"]["stream"], "formatter": "json"}}}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
OUTBOUND_PRIVATE_ADDRESSES = env.boolean("OUTBOUND_PRIVATE_ADDRESSES", default=False)
