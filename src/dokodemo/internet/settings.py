"""The zone of the residents."""

from dokodemo.base.settings import *  # noqa: F403
from dokodemo.base.settings import LANGUAGES as STAFF_LANGUAGES
from dokodemo.base.settings import LOGGING, MIDDLEWARE_BEFORE_SESSION, SHARED_APPS
from dokodemo.catalog.terms import EASY

INSTALLED_APPS = [
    *SHARED_APPS,
    "dokodemo.internet.accounts",
    "dokodemo.internet.apply",
    "dokodemo.internet.guide",
    "dokodemo.internet.inbox",
    "dokodemo.internet.profile",
    "dokodemo.internet.site",
]
MIDDLEWARE = [
    *MIDDLEWARE_BEFORE_SESSION,
    "dokodemo.internet.accounts.middleware.session",
    "django_htmx.middleware.HtmxMiddleware",
]
# One file of 10 MB and the few fields around it; a file that is a little larger is told so on the page itself.
LARGE_BODIES = [(r"/apply/[0-9a-f-]{36}/files", 16 * 1024 * 1024)]
# The review asks for My Numbers: no page repeats one (decision 23).
KEPT_ONLY = [(r"/apply/[0-9a-f-]{36}/submit", {"delivery", "declaration"})]
# Residents may also read やさしい日本語 and the languages of most people from abroad; the desks of the staff have no such
# texts.
LANGUAGES = [
    STAFF_LANGUAGES[0],
    (EASY, "やさしい日本語"),
    *STAFF_LANGUAGES[1:],
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ko", "한국어"),
    ("vi", "Tiếng Việt"),
    ("pt-br", "Português"),
]
WORDS_PAGE = "words"
ACCESSIBILITY_PAGE = "accessibility"
SHELL_SCRIPT = "site/shell.js"
SIGN_IN_URL = "sign_in"
SESSION_IDLE_MINUTES = 30

LOGGING["filters"] = {"links": {"()": "dokodemo.internet.accounts.logs.HideLinks"}}
LOGGING["handlers"] = {
    "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}
}
