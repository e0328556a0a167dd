"""The zone of the residents."""

from dokodemo.base.settings import *  # noqa: F403
from dokodemo.base.settings import LOGGING, MIDDLEWARE_BEFORE_SESSION, SHARED_APPS

INSTALLED_APPS = [
    *SHARED_APPS,
    "dokodemo.internet.accounts",
    "dokodemo.internet.apply",
    "dokodemo.internet.inbox",
    "dokodemo.internet.site",
]
MIDDLEWARE = [
    *MIDDLEWARE_BEFORE_SESSION,
    "dokodemo.internet.accounts.middleware.session",
    "django_htmx.middleware.HtmxMiddleware",
]
SIGN_IN_URL = "sign_in"
SESSION_IDLE_MINUTES = 30

LOGGING["filters"] = {"links": {"()": "dokodemo.internet.accounts.logs.HideLinks"}}
LOGGING["handlers"] = {
    "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}
}
