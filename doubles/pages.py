"""The few pages of the doubles: plain HTML, everything escaped, a strip that says that it is a double."""

from html import escape

from starlette.responses import HTMLResponse

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.7 "Noto Sans JP", "Noto Sans CJK JP", sans-serif; color: #1a1a1a; background: #fff; }
.strip { background: #fff4d6; border-bottom: 4px solid #b78f00; padding: .75rem 1rem; font-weight: 700; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.4; }
fieldset { border: 0; margin: 0 0 1.5rem; padding: 0; }
legend { font-weight: 700; padding: 0; }
.choice { display: flex; gap: .75rem; align-items: flex-start; padding: .75rem; min-height: 44px; border: 1px solid #767676;
  border-radius: 8px; margin: .5rem 0; }
.choice input { width: 1.5rem; height: 1.5rem; margin: .2rem 0 0; flex: none; }
.choice span { overflow-wrap: anywhere; }
small { display: block; color: #4d4d4d; font-size: .875rem; overflow-wrap: anywhere; }
input[type=text] { font: inherit; font-size: 1.25rem; letter-spacing: .3em; width: 8rem; min-height: 48px; padding: .25rem .75rem;
  border: 1px solid #767676; border-radius: 8px; }
button { font: inherit; font-weight: 700; min-height: 48px; padding: .5rem 1.5rem; border-radius: 8px; cursor: pointer;
  border: 1px solid #0017c1; background: #0017c1; color: #fff; }
button.plain { background: #fff; color: #0017c1; }
.actions { display: flex; gap: 1rem; flex-wrap: wrap; }
.wrong { border: 2px solid #b80000; border-radius: 8px; color: #b80000; padding: .75rem 1rem; font-weight: 700; }
:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
a { color: #0017c1; }
a.row { display: block; overflow-wrap: anywhere; min-height: 44px; padding: .5rem 0; border-bottom: 1px solid #d9d9d9; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #d9d9d9; border-radius: 8px; padding: 1rem; font: inherit; }
dt { font-weight: 700; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
"""


def page(
    title: str, body: str, strip: str, *, status: int = 200, form_action: str = "'self'"
) -> HTMLResponse:
    """A whole page. `body` is HTML already escaped; `title` and `strip` are text."""
    html = (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/style.css"></head><body>'
        f'<header class="strip">{escape(strip)}</header><main><h1>{escape(title)}</h1>{body}</main></body></html>'
    )
    policy = f"default-src 'none'; style-src 'self'; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(html, status_code=status, headers=headers)
