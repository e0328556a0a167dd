"""The choice of languages is made once, and leads back to the page on which it stands."""

from urllib.parse import quote

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory


def choice(path: str, language: str = "ja") -> str:
    known = {"language": language, "languages": settings.LANGUAGES, "plain": False}
    return Template("{% language_choice %}").render(Context(known | {"request": RequestFactory().get(path)}))


@pytest.mark.parametrize("path", ["/", "/apply/1/a", '/?q=%E6%B5%B7&x="><b>'])
def test_each_page_is_led_back_to(path: str) -> None:
    choice("/somewhere/else")
    html = choice(path)
    assert f"/language/en?next={quote(RequestFactory().get(path).get_full_path(), safe='')}" in html
    assert "else" not in html
    assert "<b>" not in html


def test_the_language_of_now_is_no_link() -> None:
    assert "/language/ja?" not in choice("/")
    assert "/language/ja?" in choice("/", "en")
    assert "/language/en?" not in choice("/", "en")
