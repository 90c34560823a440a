"""The one truth of configuration: every value comes from the environment; defaults are the laptop.

production.py only tightens and test.py only speeds up. Addresses of PostgreSQL and Valkey come from
DATABASE_URL and REDIS_URL, else from the servers that `make run` started (var/run/services.json).
"""

import gc
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from synthai.settings import ai, env, languages, messages, payments
from synthai.settings.sign_in import *  # noqa: F403 - passwords, second factors, codes
from synthai.settings.sign_in import ALLAUTH_TRUSTED_PROXY_COUNT
from synthai.settings.social import *  # noqa: F403 - sign-in through others
from synthai.settings.social import SOCIAL_APPS
from synthai.settings.staff import UNFOLD  # noqa: F401 - read by the theme
from synthai.settings.stripe import *  # noqa: F403 - dj-stripe's copy of Stripe's objects
from synthai.settings.tokens import *  # noqa: F403 - tokens for programs

gc.disable()  # until all is imported, when synthai.apps turns it on: a tenth of the time in which a process starts

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("SYNTHAI_VAR", str(BASE_DIR / "var"))).resolve()
SERVICES = env.running_services(VAR_DIR / "run" / "services.json")

DEBUG = env.boolean("DEBUG", default=True)
DEVELOPMENT = env.boolean("DEVELOPMENT", default=True)  # development mail page and style guide
SECRET_KEY = env.text("SECRET_KEY", SERVICES.get("secret_key", "laptop-only-" + "0123456789abcdef" * 4))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PLATFORM_ORGANISATION = env.text("PLATFORM_ORGANISATION", "synthai")  # whose pieces everybody may find
SITE_URL = env.text("SITE_URL", SERVICES.get("web_url", "http://localhost:8000"))
WEBSOCKET_URL = env.text("WEBSOCKET_URL", SERVICES.get("websocket_url", ""))

INSTALLED_APPS = [
    "synthai.apps.CompositionConfig",
    "synthai.core",
    "notifications",
    "accounts",
    "billing",
    "pricing",
    "media",
    "content",
    "publishing",
    "courses",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts.user_sessions.UserSessionsConfig",
    *SOCIAL_APPS,
    "rest_framework",
    "rest_framework_simplejwt",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "csp",
    "channels",
    "storages",
    "django_celery_beat",
    "djstripe",
]

MIDDLEWARE = [
    "synthai.core.correlation.CorrelationMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages and API for prepaid data; adds random length against BREACH
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.session_middleware.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "synthai.core.middleware.FragmentMiddleware",
    "accounts.middleware.OrganisationMiddleware",
    "accounts.language_middleware.LanguageMiddleware",  # knows person and organisation; Django's above knows cookie and browser
    "synthai.core.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "synthai.urls"
WSGI_APPLICATION = "synthai.wsgi.application"
ASGI_APPLICATION = "synthai.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "synthai.site.context.product",
                "accounts.context.organisations",
                "accounts.context.languages",
                "notifications.context.unread",
            ],
        },
    },
]

# People and organisations: how they sign in is in synthai.settings.sign_in ------------------------------
ORGANISATION_MODEL = "accounts.Organisation"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT  # http://localhost; production is https only
# The admin opens with a second factor only.
STAFF_SECOND_FACTOR = env.boolean("STAFF_SECOND_FACTOR", default=not DEVELOPMENT)
INVITATION_DAYS = 7
ORGANISATION_GRACE_DAYS = 30

# PostgreSQL: the application role serves, the owner role migrates ----------------------------------------
_NOWHERE = "postgresql://synthai_app@127.0.0.1:1/synthai"
DATABASE_URL = env.text("DATABASE_URL", SERVICES.get("database_url", _NOWHERE))
DATABASE_OWNER_URL = env.text(
    "DATABASE_OWNER_URL",
    DATABASE_URL if SERVICES.get("database_url") != DATABASE_URL else SERVICES["database_owner_url"],
)
DATABASE_APP_ROLE = env.text("DATABASE_APP_ROLE", "synthai_app")
DATABASE_ALL_TENANTS_ROLE = env.text("DATABASE_ALL_TENANTS_ROLE", "synthai_all")
# A row that somebody holds is waited for 3 s, then the request is answered 409; a server that does not answer, 503.
# Query parameters of DATABASE_URL win: a pooler that refuses startup options takes `?options=`.
_SERVING = {"connect_timeout": "3", "options": "-c lock_timeout=3s"}
DATABASES = {
    "default": {
        **env.database(DATABASE_URL, name="DATABASE_URL", defaults=_SERVING),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooler or a tenant pipeline would break them
    },
}
DATABASE_OWNER = env.database(DATABASE_OWNER_URL, name="DATABASE_OWNER_URL")

# Valkey: broker /0, cache /1, channels /2 -----------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", SERVICES.get("redis_url", "redis://127.0.0.1:1")).rstrip("/")
CACHES = {
    "default": {
        "BACKEND": "synthai.core.valkey.Cache",
        "LOCATION": f"{REDIS_URL}/1",
        "KEY_PREFIX": "synthai",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [f"{REDIS_URL}/2"]},
    },
}
SESSION_ENGINE = "accounts.session_store"  # Django's cached_db; a session that ends closes its sockets
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_LIMITS = {  # unused for, open for: then one signs in again
    "person": (
        timedelta(hours=env.integer("SESSION_IDLE_HOURS", 72)),
        timedelta(hours=env.integer("SESSION_HOURS", 14 * 24)),
    ),
    "staff": (timedelta(hours=1), timedelta(hours=12)),
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Celery (traps and numbers: docs/decisions) ---------------------------------------------------------------
CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_TASK_SOFT_TIME_LIMIT = 3540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# After how many seconds the tasks of a worker that vanished go to another: above the hard time limit, or a running
# task starts twice. The worker of short tasks sets 700; each keeps its list apart, or it would take the other's tasks.
_VANISHED = env.integer("CELERY_VISIBILITY_TIMEOUT", 4200)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": _VANISHED,
    "unacked_key": f"unacked-{_VANISHED}",
    "unacked_index_key": f"unacked-index-{_VANISHED}",
    "unacked_mutex_key": f"unacked-mutex-{_VANISHED}",
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 3,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "Africa/Johannesburg"

# Files ----------------------------------------------------------------------------------------------------
MEDIA_ROOT = VAR_DIR / "media"
S3_BUCKET = env.text("S3_BUCKET", "")
S3_ENDPOINT_URL = env.text("S3_ENDPOINT_URL", "")
S3_REGION = env.text("S3_REGION", "af-south-1")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": S3_ENDPOINT_URL or None,
                "region_name": S3_REGION,
                "signature_version": "s3v4",
                "default_acl": None,
                "file_overwrite": False,
                "querystring_expire": 300,
            },
        }
        if S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}}
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Compressing every file twice, and source maps, would take most of a minute of the first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "synthai.core.files.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", 256 * 1024 * 1024)  # of one form
MEDIA_MAX_BYTES = env.integer("MEDIA_MAX_BYTES", 2 * 1024 * 1024 * 1024)  # of a file that comes in pieces
MEDIA_THREADS = env.integer("MEDIA_THREADS", 2)  # of one film that is made smaller
DATA_CENTS_PER_MB = env.integer("DATA_CENTS_PER_MB", 10)  # what a reader's megabyte is reckoned at
# Browsers send to and play from the bucket itself.
S3_ORIGINS = env.origins_of_bucket(S3_BUCKET, S3_ENDPOINT_URL, S3_REGION)

# Mail -------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "notifications.mail.DevelopmentMailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "SynthAI <hello@synthai.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Who carries messages on every channel: notifications/channels/registry.py ------------------------------------
NOTIFICATION_PROVIDERS = messages.providers(payments.sandbox(), SERVICES)
OUTBOX_SANDBOX_URL = payments.sandbox()  # where carriers are played, what went out is kept for /dev/outbox/

# Language models: synthai.core.ai. The sandbox plays them only where it is asked to: its model writes nothing of use -------------
AI_PROVIDERS = ai.providers(payments.sandbox() if env.boolean("AI_SANDBOX", default=False) else "")
AI_RATES_FILE = env.text("AI_RATES_FILE", str(BASE_DIR / "synthai" / "settings" / "ai_rates.toml"))
AI_MOST_TOKENS_A_CALL = env.integer("AI_MOST_TOKENS_A_CALL", 60_000)  # read and written together
AI_LOG_DAYS = env.integer("AI_LOG_DAYS", 90)  # how long prompts and answers are kept, masked

# Search: synthai.core.search. Without vectors it goes by words alone; OpenSearch is for who outgrows PostgreSQL -------------------------
SEARCH_EMBEDDINGS = env.boolean("SEARCH_EMBEDDINGS", default=True)
OPENSEARCH_URL = env.text("OPENSEARCH_URL", "").rstrip("/")
OPENSEARCH_INDEX = env.text("OPENSEARCH_INDEX", "synthai")

# Language, time and formats -----------------------------------------------------------------------------------
LANGUAGE_CODE = languages.HOME
LANGUAGES = languages.offered(BASE_DIR / "locale")
LANGUAGE_NOTES = languages.notes(BASE_DIR / "locale")
LOCALE_PATHS = languages.paths(BASE_DIR / "locale")
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
FORMAT_MODULE_PATH = ["synthai.formats"]
USE_I18N = True
TIME_ZONE = "Africa/Johannesburg"
USE_TZ = True

# API ------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiKeyAuthentication",
        "accounts.authentication.FamilyJWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "synthai.core.api.schema.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "synthai.core.api.pagination.CursorPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "synthai.core.api.throttles.PersonThrottle",
        "synthai.core.api.throttles.KeyThrottle",
        "synthai.core.api.throttles.OrganisationThrottle",
    ],
    "EXCEPTION_HANDLER": "synthai.core.api.problems.exception_handler",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
API_RATE_PERSON = env.text("API_RATE_PERSON", "600/minute")
API_RATE_KEY = env.text("API_RATE_KEY", "600/minute")
API_RATE_ORGANISATION = env.text("API_RATE_ORGANISATION", "3000/minute")
SPECTACULAR_SETTINGS = {
    "TITLE": "SynthAI API",
    "DESCRIPTION": "The business platform for South African small businesses.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1(/o/\{organisation\})?",
    "POSTPROCESSING_HOOKS": ["synthai.core.api.schema.complete"],
}

# Browser security -------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *S3_ORIGINS],
        "media-src": [SELF, *S3_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF, *([WEBSOCKET_URL] if WEBSOCKET_URL else []), *S3_ORIGINS],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "synthai.core.error_pages.csrf_failure"

LOG_FORMAT = env.text("LOG_FORMAT", "console" if DEBUG else "json")
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "synthai.core.observability.JsonFormatter"},
        "console": {"()": "synthai.core.observability.ConsoleFormatter"},
    },
    "filters": {"private": {"()": "synthai.core.observability.PrivacyFilter"}},
    "handlers": {
        "stream": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["private"]},
    },
    "root": {"handlers": ["stream"], "level": LOG_LEVEL},
    "loggers": {
        # synthai.request writes one line per request; Django's own would repeat each 4xx.
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR", "handlers": ["stream"], "propagate": False},
        # One line per sweep and probe would drown the rest; looks by staff are in the audit trail.
        "synthai.tenancy": {"level": "WARNING"},
        # Its debug lines hold addresses, and gateways put tokens of kept cards into theirs.
        "urllib3": {"level": "INFO"},
        # Theirs hold whole prompts.
        **dict.fromkeys(("openai", "anthropic", "httpx2", "httpcore2"), {"level": "WARNING"}),
        # synthai.task writes one line per task.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}

# Payments: synthai.settings.payments says what each part is. The sandbox is the laptop's and the tests'.
PAYMENTS_SANDBOX_URL = payments.sandbox()
PAYFAST, PAYSTACK, STRIPE = payments.gateways(PAYMENTS_SANDBOX_URL).values()
EFT, BILLING_ENTITY = payments.eft(PAYMENTS_SANDBOX_URL), payments.entity(PAYMENTS_SANDBOX_URL)
BILLING_FREE_PLAN = env.text("BILLING_FREE_PLAN", "free")
BILLING_GRACE_DAYS = env.integer("BILLING_GRACE_DAYS", 7)

# Pricing engine
PRICING_ENGINE_JOBS = env.integer("PRICING_ENGINE_JOBS", 2)

# Signed papers: the platform's own key. On the laptop one is made under var/; production must bring its own.
SIGNING_KEY_FILE = env.text("SIGNING_KEY_FILE", "")
SIGNING_CERTIFICATE_FILE = env.text("SIGNING_CERTIFICATE_FILE", "")
SIGNING_FOLDER = VAR_DIR
TIMESTAMP_URL = env.text("TIMESTAMP_URL", "")
