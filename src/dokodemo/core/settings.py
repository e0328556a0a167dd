"""The zone of the systems that use My Number: counter, benefit and tax staff."""

from dokodemo.base.settings import *  # noqa: F403
from dokodemo.base.settings import MANUAL, MIDDLEWARE_BEFORE_SESSION, SHARED_APPS

INSTALLED_APPS = [
    *SHARED_APPS,
    "django.contrib.postgres",
    "dokodemo.casework.staff",
    "dokodemo.casework.cases",
    "dokodemo.casework.desk",
    "dokodemo.casework.documents",
    "dokodemo.casework.register",
    "dokodemo.casework.transfer",
    "dokodemo.casework.holdings",
    "dokodemo.casework.looking",
    "dokodemo.casework.portal",
    "dokodemo.casework.reception",
    "dokodemo.casework.figures",
    "dokodemo.casework.reorganise",
    "dokodemo.casework.breakglass",
    "dokodemo.core.residents",
    "dokodemo.core.certificates",
    "dokodemo.core.child_allowance",
    "dokodemo.core.directory",
    "dokodemo.core.mandates",
]
MIDDLEWARE = [
    *MIDDLEWARE_BEFORE_SESSION,
    "dokodemo.casework.staff.middleware.session",
    "django_htmx.middleware.HtmxMiddleware",
]
LARGE_BODIES = [(r"/reception/[0-9]+", 16 * 1024 * 1024)]
STATICFILES_DIRS = [("manual", MANUAL / "images")]
SIGN_IN_URL = "sign_in"
PAGE_FRAME = "desk/frame.html"
AUTOFILL = "off"
SESSION_IDLE_MINUTES = 30
