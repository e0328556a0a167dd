"""The manual of docs/manual as pages of the zone itself: a desk reaches no other network. Written in Japanese."""

import re
from functools import cache
from itertools import count

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: Each page by the name of its address: the file.
PAGES = {"manual": "desk.ja.md", "manual_chief": "chief.ja.md"}
#: One that is too wide is moved by itself; regions of one page have different names.
_TABLE = '<div class="scroll" tabindex="0" role="region" aria-label="表{}"><table class="data">'
_ADDRESSES = {file: name for name, file in PAGES.items()}


@cache
def body(name: str) -> str:
    """A page of PAGES as HTML. What the file says stays text: no HTML of its own comes through."""
    text = (settings.MANUAL / PAGES[name]).read_text("utf-8")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        _fit(token)
        for child in token.children or ():
            _fit(child)
    html = str(reader.renderer.render(tokens, reader.options, {}))
    numbers = count(1)
    return re.sub("<table>", lambda _found: _TABLE.format(next(numbers)), html).replace(
        "</table>", "</table></div>"
    )


def _fit(token: Token) -> None:
    """Pictures and pages of the manual where this zone has them; heads of tables as the house marks them."""
    if token.type == "image":
        token.attrSet("src", static(f"manual/{str(token.attrGet('src')).removeprefix('images/')}"))
    elif token.type == "link_open":
        token.attrSet("href", reverse(_ADDRESSES[str(token.attrGet("href"))]))
    elif token.type == "th_open":
        token.attrSet("scope", "col")
