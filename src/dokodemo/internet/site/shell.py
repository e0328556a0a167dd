"""What a browser keeps for when it has no connection: a page that says what to do, and what that page looks like.

A service worker (``worker.js``) holds it. It keeps nothing else: no page of ours, nobody's or anybody's, and no answer to
a form. ``service_worker = false`` in ``zone.toml`` takes it out of every browser again (docs/operations.md).
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from dokodemo.base.access import VISITOR, allow
from dokodemo.base.http import same_for_everybody
from dokodemo.base.ui.moulds import Mould, PageStore

#: What the page without a connection looks like. Served under names that hold their hash.
LOOKS = ("ui/tokens.css", "ui/house.css", "ui/mark.svg")
#: Seconds for which a browser takes the worker as it is, instead of asking at every page.
MINUTES_10 = 600
_WORKER = Path(__file__).with_name("worker.js")
_GONE = Path(__file__).with_name("worker_gone.js")
_made = PageStore()


@allow(VISITOR)
@require_safe
@same_for_everybody
def offline(request: HttpRequest) -> HttpResponseBase:
    """What to do without a connection: fetched while there is one, shown by the worker when there is none."""
    return TemplateResponse(request, "site/offline.html")


@allow(VISITOR)
@require_safe
@same_for_everybody
def service_worker(request: HttpRequest) -> HttpResponseBase:
    """The worker with the list of what it keeps; where it is switched off, one that removes all and itself."""
    script = (
        _made.get("worker", lambda: Mould(worker())).pour()
        if settings.CONFIG.service_worker
        else _GONE.read_text()
    )
    headers = {"Cache-Control": f"max-age={MINUTES_10}"}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)


def worker() -> str:
    """``worker.js`` behind its list. Whatever a browser would keep is in the version: files, page and code."""
    code, looks = _WORKER.read_text(), [static(name) for name in LOOKS]
    pages = [_page(language) for language, _name in settings.LANGUAGES]
    kept_only = [[pattern, sorted(names)] for pattern, names in settings.KEPT_ONLY]
    given = {"looks": looks, "offline": reverse("offline"), "keptOnly": kept_only}
    version = hashlib.sha256("".join([code, json.dumps(given), *pages]).encode()).hexdigest()[:16]
    return f"const SHELL = {json.dumps(given | {'version': version})};\n{code}"


def _page(language: str) -> str:
    """The page without a connection as nobody in particular is shown it."""
    plain = HttpRequest()
    plain.path = plain.path_info = reverse("offline")
    plain.LANGUAGE_CODE = language
    with translation.override(language):
        return render_to_string("site/offline.html", {}, plain)
