"""Settings that every layer shares. Nothing here depends on the kind of machine; the environment decides."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

from corsheaders.defaults import default_headers
from kombu import Queue

from rustok import conf
from settings import environment as env

BASE_DIR = env.BASE_DIR
HOME = env.HOME

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# --- The platform -----------------------------------------------------------------------------------------------------
# Typed in rustok/conf.py; every key can be set as RUSTOK_<SECTION>_<KEY>.
RUSTOK_DEFAULTS: dict[str, dict[str, Any]] = {
    "tenant": {},
    "search": {"path": HOME / "search"},
    "features": {},
    "rate_limit": {},
    "events": {},
    "index": {},
    "auth": {},
    "graphql": {},
    "api": {},
    "media": {},
    "commerce": {},
    "webhooks": {},
    "imports": {},
}
RUSTOK: dict[str, Any] = RUSTOK_DEFAULTS

# --- Apps -------------------------------------------------------------------------------------------------------------
# The order matters: unfold's templates win over django_tenants' and the admin's, and our migrate_schemas over
# django_tenants'.
_CORE = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "rustok.runtime",
    "rustok.tenancy",
    "django_tenants",
    "rustok.api.admin.apps.RustokAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_prometheus",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "graphene_django",
    "rustok.telemetry",
    "rustok.modules",
    "rustok.mail",
    "rustok.api",
]
SHARED_APPS = [*_CORE, "rustok_outbox"]
TENANT_APPS = [
    "rustok.auth",
    "rustok.media",
    "rustok_content",
    "rustok_commerce",
    "rustok_index",
    "rustok_blog",
    "rustok_forum",
    "rustok_pages",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

TENANT_MODEL = "rustok_tenancy.Cell"
TENANT_DOMAIN_MODEL = "rustok_tenancy.Domain"
AUTH_USER_MODEL = "rustok_auth.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The admin's own log has no tenant; the history of an object is its events.
MIGRATION_MODULES = {"admin": None}

# --- Requests ---------------------------------------------------------------------------------------------------------
MIDDLEWARE = [
    "rustok.telemetry.middleware.RequestTelemetry",
    # Storefront reads go no further than this; what stands behind it does not see them.
    "rustok.api.shortcut.StorefrontShortcut",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    # Before whatever may refuse: a refusal bears these headers too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rustok.api.middleware.ContentSecurityPolicy",
    "rustok.tenancy.middleware.TenantMiddleware",
    # Who asks, from a token; limits; the context that services get.
    "rustok.api.middleware.ApiMiddleware",
    # Sessions and messages belong to the admin alone: a storefront's path stays short.
    "rustok.api.admin.middleware.AdminSessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "rustok.api.admin.middleware.AdminAuthenticationMiddleware",
    "rustok.api.admin.middleware.AdminLocaleMiddleware",
    "rustok.api.admin.middleware.AdminMessageMiddleware",
]
ROOT_URLCONF = "settings.urls"
WSGI_APPLICATION = "settings.wsgi.application"
ATOMIC_REQUESTS = False
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Few, and only where an app in front of ours says something that is not so here.
        "DIRS": [BASE_DIR / "rustok" / "api" / "admin" / "overrides"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **env.database(env.text("DATABASE_URL", "postgresql:///rustok")),
        "ENGINE": "rustok.tenancy.backend",
        # Behind PgBouncer in transaction mode settings must not outlive the transaction.
        "TENANCY_SET_LOCAL": env.flag("RUSTOK_PGBOUNCER"),
        "CONN_HEALTH_CHECKS": True,
        # A thread of the web server keeps its connection: a new one costs ten times the request.
        "CONN_MAX_AGE": None,
    }
}
DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", None if env.flag("RUSTOK_PGBOUNCER") else 1)
if env.text("RUSTOK_DB_PREPARE"):
    # Runs of a statement after which PostgreSQL keeps its plan; behind PgBouncer only from 1.21 on, with
    # max_prepared_statements.
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = env.number("RUSTOK_DB_PREPARE", 1)
if pool_size := env.number("RUSTOK_DB_POOL", 0):
    # For servers whose threads come and go, as under ASGI; there nothing may be kept per thread.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"].setdefault("pool", {"min_size": 1, "max_size": pool_size, "timeout": 10})
if env.text("REPLICA_DATABASE_URL"):
    # Reads of the read model go to a streaming replica; nothing else ever does.
    _replica = env.database(env.text("REPLICA_DATABASE_URL"))
    DATABASES["replica"] = {
        **DATABASES["default"],
        **_replica,
        "OPTIONS": {**DATABASES["default"]["OPTIONS"], "connect_timeout": 2, **_replica["OPTIONS"]},
        "TEST": {"MIRROR": "default"},
    }
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL")

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "rustok.tenancy.cache.make_key",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "rustok_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SAMESITE = "Lax"

# --- Tasks ------------------------------------------------------------------------------------------------------------
# Tasks only wake; the truth is in PostgreSQL, so a lost or doubled message changes nothing.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_DEFAULT_QUEUE = "default"
# What leaves the database (mail, webhooks) waits for others: it has a queue of its own. A worker reads both.
CELERY_TASK_QUEUES = [Queue("default"), Queue("external")]
CELERY_TASK_ROUTES = {
    "rustok_outbox.tasks.deliver_external": {"queue": "external"},
    "rustok_commerce.tasks.resolve_payments": {"queue": "external"},
    "rustok_outbox.tasks.deliver_webhook": {"queue": "external"},
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "sweep the outbox": {
        "task": "rustok_outbox.tasks.relay_outbox",
        "schedule": timedelta(seconds=1),
        "options": {"expires": 5},
    },
    "ensure partitions": {"task": "rustok_outbox.tasks.ensure_partitions", "schedule": timedelta(hours=6)},
    "purge the outbox": {"task": "rustok_outbox.tasks.purge_outbox", "schedule": timedelta(hours=6)},
    "apply the shops' schedules": {
        "task": "rustok_commerce.tasks.apply_schedules",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "apply the schedules of texts": {
        "task": "rustok_content.tasks.apply_schedules",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "purge what content keeps no longer": {
        "task": "rustok_content.tasks.purge",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600},
    },
    "wake imports of content": {
        "task": "rustok_content.tasks.wake_imports",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "store searches in vain": {
        "task": "rustok_index.tasks.store_search_misses",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "measure the drift of the read model": {
        "task": "rustok_index.tasks.measure_drift",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 300},
    },
    "wake the shops' jobs": {
        "task": "rustok_commerce.tasks.wake_jobs",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "sweep carts and what is promised to them": {
        "task": "rustok_commerce.tasks.sweep_carts",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "resolve payments": {
        "task": "rustok_commerce.tasks.resolve_payments",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "sweep webhooks": {
        "task": "rustok_outbox.tasks.sweep_webhooks",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 10},
    },
    "review the trust of members": {"task": "rustok_content.tasks.review_trust", "schedule": timedelta(days=1)},
    "send digests": {
        "task": "rustok_content.tasks.send_digests",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "purge notifications": {"task": "rustok_content.tasks.purge_notifications", "schedule": timedelta(days=1)},
    "forget guests' addresses": {"task": "rustok_content.tasks.forget_addresses", "schedule": timedelta(days=1)},
    "purge sessions": {"task": "rustok.auth.tasks.purge_expired", "schedule": timedelta(hours=1)},
    "purge uploads": {"task": "rustok.media.tasks.purge_uploads", "schedule": timedelta(hours=1)},
    "clean up files": {"task": "rustok.media.tasks.clean_up", "schedule": timedelta(days=1)},
    "purge idempotency keys": {"task": "rustok.api.tasks.purge_idempotency_keys", "schedule": timedelta(hours=1)},
}

# --- Payments ---------------------------------------------------------------------------------------------------------
# Classes after rustok_commerce.services.payments.port.PaymentProvider. Which of them a shop uses, and how, its payment
# methods say.
PAYMENT_PROVIDERS = [
    "rustok_commerce.services.payments.providers.manual.ManualProvider",
    "rustok_commerce.services.payments.providers.credit.CreditProvider",
    "rustok_commerce.services.payments.providers.stripe.StripeProvider",
    "rustok_commerce.services.payments.providers.trial.TestProvider",
]
# By the shop's slug: {"lamps": {"secret_key": ..., "publishable_key": ..., "webhook_secrets": [...]}}, as JSON.
STRIPE_ACCOUNTS: dict[str, dict[str, Any]] = env.mapping("STRIPE_ACCOUNTS")
STRIPE_API_URL = env.text("STRIPE_API_URL", "https://api.stripe.com")

# --- Users ------------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["rustok.auth.backends.TenantBackend", "rustok.modules.rights.RightsBackend"]
# An address is unique within its tenant, and the backend looks within the tenant.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
PASSWORD_HASHERS = ["rustok.auth.hashers.Argon2idHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/admin/login/"
LOGIN_REDIRECT_URL = "/admin/"

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("de", "Deutsch")]
USE_I18N = True
FORMAT_MODULE_PATH = ["rustok.api.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "rustok.media.storage.TenantFileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env.text("AWS_STORAGE_BUCKET_NAME"):
    STORAGES["default"] = {"BACKEND": "rustok.media.storage.TenantS3Storage"}
    AWS_STORAGE_BUCKET_NAME = env.text("AWS_STORAGE_BUCKET_NAME")
    AWS_S3_ENDPOINT_URL = env.text("AWS_S3_ENDPOINT_URL") or None
    AWS_S3_REGION_NAME = env.text("AWS_S3_REGION_NAME") or None
    AWS_S3_PUBLIC_ENDPOINT_URL = env.text("AWS_S3_PUBLIC_ENDPOINT_URL") or None
    AWS_S3_ADDRESSING_STYLE = env.text("AWS_S3_ADDRESSING_STYLE") or None
    AWS_S3_SIGNATURE_VERSION = "s3v4"
    AWS_DEFAULT_ACL = None

# --- Mail -------------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = str(HOME / "mail")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "RusToK <no-reply@localhost>")
PUBLIC_URL = env.text("RUSTOK_PUBLIC_URL", "")

# --- APIs -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "rustok.api.rest.schema.RustokSchema",
    "EXCEPTION_HANDLER": "rustok.api.rest.errors.handle",
    # The middleware has authenticated the request already; rights are asked for in services.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["rustok.api.rest.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rustok.api.rest.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RusToK",
    "DESCRIPTION": "Content, commerce and community, headless and multi-tenant.",
    "VERSION": "1.0.0",
    # 3.1 speaks JSON Schema 2020-12, as the DTOs' validator does.
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {},
}
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS")
CORS_ALLOW_CREDENTIALS = False
# Pictures, which pages may draw on canvases, and the form that takes them in, too.
CORS_URLS_REGEX = r"^/(api|graphql|media/)"
CORS_EXPOSE_HEADERS = [
    "X-Event-Position",
    "X-Request-ID",
    "ETag",
    "Idempotency-Replayed",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
]
CORS_ALLOW_HEADERS = [
    *default_headers,
    "accept-language",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-channel",
    "x-min-position",
    "x-tenant-id",
]

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "rustok.api.admin.site.site_title",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "rustok.api.admin.site.favicon"}],
    "SITE_HEADER": "rustok.api.admin.site.site_header",
    "STYLES": ["rustok.api.admin.site.stylesheet"],
    "SCRIPTS": ["rustok.api.admin.site.script"],
    "SITE_SYMBOL": "deployed_code",
    "SITE_URL": "/",
    "ENVIRONMENT": "rustok.api.admin.site.environment",
    "SHOW_LANGUAGES": False,
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 160)",
            "100": "oklch(94% .035 160)",
            "200": "oklch(89% .065 160)",
            "300": "oklch(82% .1 160)",
            "400": "oklch(72% .13 160)",
            "500": "oklch(60% .13 160)",
            "600": "oklch(50% .115 160)",
            "700": "oklch(43% .1 160)",
            "800": "oklch(36% .08 160)",
            "900": "oklch(30% .065 160)",
            "950": "oklch(22% .05 160)",
        }
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "rustok.api.admin.navigation.sidebar",
    },
}

# --- Headers ----------------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Telemetry --------------------------------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_FORMAT = env.text("LOG_FORMAT", "json")
LOGGING_CONFIG = "rustok.telemetry.logging.configure"
LOGGING: dict[str, Any] = {"level": LOG_LEVEL, "format": LOG_FORMAT}
PROMETHEUS_EXPORT_MIGRATIONS = False
# Who may read /metrics; everybody, where it is not set.
METRICS_TOKEN = env.text("RUSTOK_METRICS_TOKEN")


def rustok_settings(**layers: dict[str, Any]) -> dict[str, Any]:
    """Build the ``RUSTOK`` dict: the base, the layer's values, the environment's."""
    defaults = conf.RustokConf()
    sections = {field.name: getattr(defaults, field.name) for field in dataclasses.fields(defaults)}
    return {
        name: env.override(name, section, {**RUSTOK_DEFAULTS.get(name, {}), **layers.get(name, {})})
        for name, section in sections.items()
    }
