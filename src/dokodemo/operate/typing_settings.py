"""Settings for the type checker only: its Django plugin wants one module with every room of every zone. No process of
the house can run with it."""

from dokodemo.base.config import ZoneConfig
from dokodemo.operate.house import CHECKOUT

_PACKAGE = CHECKOUT / "src" / "dokodemo"
_ROOMS = sorted(_PACKAGE.glob("*/apps.py")) + sorted(_PACKAGE.glob("*/*/apps.py"))

SECRET_KEY = "only for the type checker"  # noqa: S105
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    *(".".join(path.parent.relative_to(_PACKAGE.parent).parts) for path in _ROOMS),
]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

# What base/settings.py and the zones add to Django's own.
CONFIG: ZoneConfig
FORM_ACTION_HOSTS: list[str] = []
MANUAL = CHECKOUT / "docs" / "manual"
SIGN_IN_URL = "sign_in"
PAGE_FRAME = "ui/frame.html"
WORDS_PAGE = ""
ACCESSIBILITY_PAGE = ""
SHELL_SCRIPT = ""
AUTOFILL = ""
KEPT_ONLY: list[tuple[str, set[str]]] = []
SESSION_IDLE_MINUTES = 30
