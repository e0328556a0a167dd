"""A zone that is nothing but its gateway: for the tests that start real processes of several zones."""

from psycopg.conninfo import conninfo_to_dict

from dokodemo.base import config

_PARTS = conninfo_to_dict(config.load().database_url)
SECRET_KEY = "only for tests"
USE_TZ = True
LANGUAGE_CODE = "ja"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["dokodemo.catalog", "dokodemo.gateway", "dokodemo.gateway.tests.probe"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _PARTS.get("dbname"),
        "USER": _PARTS.get("user", ""),
        "PASSWORD": _PARTS.get("password", ""),
        "HOST": _PARTS.get("host", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 1, "server_side_binding": True},
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}},
}
