"""What every zone's settings share. A zone imports this and adds its rooms (decision 11)."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from dokodemo.base import config as _config
from dokodemo.base.crypto import secret_of

CONFIG = _config.load()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = secret_of(CONFIG.folder, "django").hex()
ALLOWED_HOSTS = [CONFIG.host]
WSGI_APPLICATION = "dokodemo.base.wsgi.application"
ROOT_URLCONF = f"dokodemo.{CONFIG.zone}.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"


def _database(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,  # base.http.drop_dead_connection looks without asking the server
        "OPTIONS": {"prepare_threshold": 1, "server_side_binding": True},
        "TEST": {"TEMPLATE": "template1"},
    }


DATABASES = {"default": _database(CONFIG.database_url)}

SHARED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "dokodemo.base.ui",
    "dokodemo.base.audit",
    "dokodemo.catalog",
    "dokodemo.gateway",
]
MIDDLEWARE_BEFORE_SESSION = [
    "dokodemo.base.http.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dokodemo.base.http.compressed",
    "dokodemo.base.http.errors",
    "dokodemo.base.wording.words_of_the_city",
    "dokodemo.base.http.language",
    "dokodemo.base.http.bounded",
    "django.middleware.csrf.CsrfViewMiddleware",
]
LARGE_BODIES: list[tuple[str, int]] = []  # where files are taken: (address, bytes)
KEPT_ONLY: list[
    tuple[str, set[str]]
] = []  # where a My Number is typed: (address, what of the form a page may repeat)
FORM_ACTION_HOSTS: list[str] = [CONFIG.oidc.issuer.split("/api/")[0]] if CONFIG.oidc else []

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "dokodemo.base.ui.context.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "dokodemo.base.ui.templatetags.ui",
            ],
        },
    }
]

# Who reads "not found" in a zone of staff is at a desk, not at a resident's page.
PAGE_FRAME = "ui/frame.html"
# What a field says to the browser that says nothing else: "off" where others' data are typed, and nothing may stay.
AUTOFILL = ""
# The script that has the browser keep the shell (internet/site/shell.py), in a zone that has one.
SHELL_SCRIPT = ""
# The name of the address of ことばの説明, in a zone that has that page.
WORDS_PAGE = ""
ACCESSIBILITY_PAGE = ""

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "lang"
LOCALE_PATHS = [
    str(PACKAGE / room / "locale")
    for room in ("base", "catalog", "gateway", "casework", "internet", "office", "core")
]

#: The manual for staff, which their zones serve.
MANUAL = PACKAGE.parents[1] / "docs" / "manual"
STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 365 * 24 * 3600

CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url]
CSRF_FAILURE_VIEW = "dokodemo.base.ui.views.form_expired"
SECURE_PROXY_SSL_HEADER = None if CONFIG.development else ("HTTP_X_FORWARDED_PROTO", "https")

# Each room's jobs are found by their file's name; the house's own by this line.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["dokodemo.base.jobs"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, DEFAULT_FROM_EMAIL = CONFIG.smtp.host, CONFIG.smtp.port, CONFIG.smtp.sender
EMAIL_TIMEOUT = 10

# The log names what happened and to which identifier; bodies, names and addresses never come near it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "httpx": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
