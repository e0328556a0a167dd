"""A visitor at the house's web pages, over HTTP only: cookies, forms, CSRF, as a browser without JavaScript would."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

MOST_REDIRECTS = 12
_SELECTOR = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*)?(\[(?P<attribute>[a-z-]+)=[\"']?(?P<value>[^\"'\]]+)[\"']?\])?(\.(?P<style>[\w-]+))?"
)
File = tuple[str, bytes, str]  # name, content, media type


class Unexpected(Exception):
    """A page is not what the step needs; the message says which page, and what it says instead."""


@dataclass
class Form:
    """One form of a page: where it goes, and what it would send as it stands."""

    action: str
    method: str
    fields: dict[str, list[str]]
    choices: dict[str, list[str]]
    files: frozenset[str]
    buttons: dict[str, list[str]]
    multipart: bool


@dataclass
class Page:
    """One answer, read: status, address, text, forms, links."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    tree: Any = field(repr=False, default=None)

    @property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        return re.sub(r"\s+", " ", self.tree.text_content()).strip() if self.tree is not None else ""

    def find(self, xpath: str) -> list[str]:
        """The texts of all elements at that place, for example ``//h1``."""
        return [_words(element) for element in self.tree.xpath(xpath)] if self.tree is not None else []

    def select(self, css: str) -> list[Any]:
        """The elements of one simple selector: ``input[name=kind]``, ``h1``, ``.error`` (no others)."""
        fits = _SELECTOR.fullmatch(css)
        if fits is None:
            raise ValueError(f"{css!r}: only tag, tag[attribute=value] and .class are understood")
        tag, attribute, value, style = fits.group("tag", "attribute", "value", "style")
        conditions = (f"[@{attribute}=$value]" if attribute else "") + (
            "[contains(concat(' ', normalize-space(@class), ' '), concat(' ', $style, ' '))]" if style else ""
        )
        return (
            list(self.tree.xpath(f"//{tag or '*'}{conditions}", value=value, style=style))
            if self.tree is not None
            else []
        )

    def links(self) -> list[tuple[str, str]]:
        """Text and absolute address of every link."""
        found = self.tree.iter("a") if self.tree is not None else ()
        return [(_words(link), urljoin(self.url, link.get("href", ""))) for link in found if link.get("href")]

    def link(self, words: str) -> str:
        """The address of the first link whose text contains `words`. Raises Unexpected."""
        for text, address in self.links():
            if words in text:
                return address
        raise Unexpected(
            f"{self.url}: no link says {words!r}. There are: {[text for text, _ in self.links()]}"
        )

    def forms(self) -> list[Form]:
        return [_form(self.url, element) for element in self.tree.forms] if self.tree is not None else []

    def form(self, having: str | None = None) -> Form:
        """The form that has a field or button of that name; without a name, the last one of the page's main part."""
        forms = self.forms()
        if having is None and forms:
            return forms[-1]
        for candidate in forms:
            if having in candidate.fields or having in candidate.choices or having in candidate.buttons:
                return candidate
            if having in candidate.files:
                return candidate
        raise Unexpected(f"{self.url} ({self.status}): no form with {having!r}: {self.text[:300]}")

    def expect(self, *words: str, status: int = 200) -> "Page":
        """The page itself, if it answers so and says all that. Raises Unexpected."""
        if self.status != status:
            raise Unexpected(f"{self.url} answers {self.status} instead of {status}: {self.text[:300]}")
        for word in words:
            if word not in self.text:
                raise Unexpected(f"{self.url} does not say {word!r}: {self.text[:600]}")
        return self


class Visitor:
    """One person's browser. Any ``*.localhost`` is reached at 127.0.0.1 with its own Host header, because Python does
    not resolve those names; cookies marked Secure are sent, as browsers do for loopback."""

    def __init__(self, language: str = "ja", timeout: float = 30.0) -> None:
        self.client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)
        self.language = language
        self.cookies: dict[str, dict[str, str]] = {}
        self.page = Page("about:blank", 0, b"", {})

    def close(self) -> None:
        self.client.close()

    def get(self, address: str) -> Page:
        """Open an address (absolute, or relative to the page one is on) and follow where it leads."""
        return self._follow("GET", urljoin(self.page.url, address))

    def submit(
        self,
        values: Mapping[str, str | Sequence[str]] | None = None,
        *,
        form: Form | None = None,
        having: str | None = None,
        button: str | None = None,
        files: Mapping[str, File] | None = None,
    ) -> Page:
        """Fill a form of the page and send it. A name the form does not have is an error, and so is a choice that is
        not offered. `button`: the name of the button pressed, or ``name=value``. Raises Unexpected."""
        chosen = form or self.page.form(having or _name_of(button) or next(iter(values or {}), None))
        data = {name: list(given) for name, given in chosen.fields.items()}
        for name, value in (values or {}).items():
            data[name] = _allowed(
                chosen, name, [value] if isinstance(value, str) else list(value), self.page.url
            )
        if button:
            name, _, value = button.partition("=")
            if name not in chosen.buttons:
                raise Unexpected(f"{self.page.url}: no button {name!r}; there are {list(chosen.buttons)}")
            data[name] = [value or chosen.buttons[name][0]]
        for name in files or {}:
            if name not in chosen.files:
                raise Unexpected(f"{self.page.url}: no file field {name!r}; there are {sorted(chosen.files)}")
        if chosen.method == "GET":
            query = str(httpx.QueryParams([(name, value) for name, given in data.items() for value in given]))
            return self.get(f"{chosen.action.partition('?')[0]}?{query}")
        return self._follow("POST", chosen.action, data, files or {}, chosen.multipart)

    def _follow(
        self,
        method: str,
        address: str,
        data: dict[str, list[str]] | None = None,
        files: Mapping[str, File] | None = None,
        multipart: bool = False,
    ) -> Page:
        for _ in range(MOST_REDIRECTS):
            answer = self._send(method, address, data, files, multipart)
            where = answer.headers.get("location")
            if answer.status_code not in (301, 302, 303, 307, 308) or not where:
                self.page = _read(address, answer)
                return self.page
            address = urljoin(address, where)
            if answer.status_code in (301, 302, 303):
                method, data, files = "GET", None, None
        raise Unexpected(f"{address}: redirected more than {MOST_REDIRECTS} times")

    def _send(
        self,
        method: str,
        address: str,
        data: dict[str, list[str]] | None,
        files: Mapping[str, File] | None,
        multipart: bool,
    ) -> httpx.Response:
        parts = urlsplit(address)
        host = parts.hostname or ""
        own = host == "localhost" or host.endswith(".localhost") or host == "127.0.0.1"
        if not own:
            raise Unexpected(f"{address}: the house sends visitors out of this computer")
        headers = {"Host": parts.netloc, "Accept-Language": self.language, "Accept": "text/html,*/*"}
        jar = self.cookies.setdefault(host, {})
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if method == "POST":
            headers |= {"Origin": f"{parts.scheme}://{parts.netloc}", "Referer": self.page.url}
        target = parts._replace(netloc=f"127.0.0.1:{parts.port or 80}", fragment="").geturl()
        content: dict[str, Any] = {}
        if method == "POST":
            content["data"] = {
                name: [_line_ends(value) for value in given] for name, given in (data or {}).items()
            }
            if multipart:
                content["files"] = list((files or {}).items()) or [("", ("", b""))]
        answer = self.client.request(method, target, headers=headers, **content)
        self.client.cookies.clear()  # httpx would send them to 127.0.0.1 under any name; ours are kept by host
        self._keep_cookies(host, answer)
        return answer

    def _keep_cookies(self, host: str, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            pair, *attributes = [part.strip() for part in line.split(";")]
            name, _, value = pair.partition("=")
            ends = any(attribute.lower() in ("max-age=0",) for attribute in attributes)
            if ends or not value or value == '""':
                self.cookies[host].pop(name, None)
            else:
                self.cookies[host][name] = value


def _read(address: str, answer: httpx.Response) -> Page:
    is_html = answer.headers.get("content-type", "").startswith("text/html") and answer.content.strip()
    tree = html.document_fromstring(answer.content.decode("utf-8")) if is_html else None
    return Page(address, answer.status_code, answer.content, answer.headers, tree)


def _line_ends(text: str) -> str:
    """As browsers send them (HTML: form submission)."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _form(url: str, element: Any) -> Form:
    form = Form(
        action=urljoin(url, element.get("action") or url),
        method=(element.get("method") or "GET").upper(),
        fields={},
        choices={},
        files=frozenset(),
        buttons={},
        multipart="multipart" in (element.get("enctype") or ""),
    )
    # A control may stand elsewhere on the page and name its form.
    elsewhere = (
        element.getroottree().xpath("//*[@form=$id]", id=element.get("id")) if element.get("id") else []
    )
    for control in [*element.xpath(".//input | .//select | .//textarea | .//button"), *elsewhere]:
        _add_control(form, control)
    return form


def _add_control(form: Form, control: Any) -> None:
    name, kind = control.get("name"), (control.get("type") or "text").lower()
    if not name or control.get("disabled") is not None:
        return
    if control.tag == "button" or kind in ("submit", "image"):
        form.buttons.setdefault(name, []).append(control.get("value", ""))
    elif kind in ("radio", "checkbox"):
        form.choices.setdefault(name, []).append(control.get("value", "on"))
        if control.get("checked") is not None:
            form.fields.setdefault(name, []).append(control.get("value", "on"))
    elif kind == "file":
        form.files |= {name}
    elif control.tag == "select":
        options = control.xpath(".//option")
        form.choices[name] = [option.get("value", _words(option)) for option in options]
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        form.fields[name] = [option.get("value", _words(option)) for option in chosen]
    elif control.tag == "textarea":
        form.fields.setdefault(name, []).append((control.text or "").removeprefix("\n"))
    else:
        form.fields.setdefault(name, []).append(control.get("value", ""))


def _allowed(form: Form, name: str, values: list[str], url: str) -> list[str]:
    if name in form.choices:
        for value in values:
            if value not in form.choices[name]:
                raise Unexpected(f"{url}: {name} offers {form.choices[name]}, not {value!r}")
        return values
    if name not in form.fields:
        known = sorted({*form.fields, *form.choices})
        raise Unexpected(f"{url}: the form has no field {name!r}; it has {known}")
    return values


def _name_of(button: str | None) -> str | None:
    return button.partition("=")[0] if button else None
