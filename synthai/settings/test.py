"""What tests change: only what makes them fast or keeps them on this machine."""

from synthai.settings import env
from synthai.settings.base import *  # noqa: F403
from synthai.settings.base import LOGGING, STORAGES

DEBUG = False
DEVELOPMENT = True
DNS_SERVERS = ["127.0.0.1:1"]  # nobody: tests bring their own
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = {**LOGGING, "root": {"handlers": ["stream"], "level": env.text("LOG_LEVEL", "WARNING")}}
