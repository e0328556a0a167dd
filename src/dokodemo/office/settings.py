"""The zone of all staff: cases without My Number, the staff directory, documents."""

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
    "dokodemo.office.directory",
    "dokodemo.office.dogs",
    "dokodemo.office.mandates",
    "dokodemo.office.voices",
    "dokodemo.office.publishing",
]
MIDDLEWARE = [
    *MIDDLEWARE_BEFORE_SESSION,
    "dokodemo.casework.staff.middleware.session",
    "django_htmx.middleware.HtmxMiddleware",
]
# The folder of a city as one ZIP: some hundred YAML files and the translations. A reorganisation: two sheets of up to 2 MB.
LARGE_BODIES = [
    (r"/publishing", 4 * 1024 * 1024),
    (r"/reorganisations", 5 * 1024 * 1024),
    (r"/reception/[0-9]+", 16 * 1024 * 1024),
]
STATICFILES_DIRS = [("manual", MANUAL / "images")]
SIGN_IN_URL = "sign_in"
PAGE_FRAME = "desk/frame.html"
AUTOFILL = "off"
SESSION_IDLE_MINUTES = 30
