"""The head of every staff page, poured from a mould: all who may open the same pages have the same one, but for their name."""

from collections.abc import Sequence
from urllib.parse import quote

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from dokodemo.base.access import actor_of
from dokodemo.base.ui.moulds import Mould, PageStore, cast_page, language_of, mark, text
from dokodemo.casework.desk import nav

_moulds = PageStore()
CURRENT = SafeString(' aria-current="page"')


def poured(request: HttpRequest) -> SafeString:
    """The head of the page that is asked for."""
    actor = actor_of(request)
    try:
        links = nav.links(actor)
        key = (language_of(request), actor is None, *(link.url_name for link in links))
        mould = _moulds.get(key, lambda: _mould(request, links))
    except (OperationalError, InterfaceError):
        links = []  # while the database is away: the page that says so is shown
        mould = _mould(request, links)
    return mould.pour(
        csrf=get_token(request)
        if actor
        else "",  # a visitor's page has no form here, and gets no cookie for it
        name=text(actor.name if actor else ""),
        here=quote(request.get_full_path(), safe=""),
        **{_place(link): CURRENT if link.leads_to(request.path) else "" for link in links},
    )


def _mould(request: HttpRequest, links: Sequence[nav.Link]) -> Mould:
    shown = [{"href": link.href, "label": link.label, "current": mark(_place(link))} for link in links]
    context = {"name": mark("name"), "links": shown}
    return cast_page("desk/parts/page_head.html", context, request, mark("here"))


def _place(link: nav.Link) -> str:
    return f"current_{link.url_name}"
