"""The manual is at the desk, and says what stands there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from dokodemo.casework.desk import manual

Desk = Callable[..., Client]
TEXTS = {name: (settings.MANUAL / file).read_text("utf-8") for name, file in manual.PAGES.items()}


def test_every_page_of_the_folder_is_one_of_the_desk() -> None:
    assert {path.name for path in settings.MANUAL.glob("*.md")} == set(manual.PAGES.values())


def test_the_manual_shows_every_picture() -> None:
    shown = {name for text in TEXTS.values() for name in re.findall(r"\]\(images/([a-z]+)\.png\)", text)}
    assert shown == {path.stem for path in settings.MANUAL.glob("images/*.png")}


@pytest.mark.parametrize("name", manual.PAGES)
def test_what_the_manual_calls_a_button_is_called_so_on_the_pages(name: str) -> None:
    """Each 「…」 stands in a template or a module of the desk, or of the staff directory."""
    package = Path(manual.__file__).parents[2]
    pages = "".join(
        path.read_text("utf-8")
        for folder in ("casework", "office/directory")
        for path in package.joinpath(folder).rglob("*")
        if path.suffix in (".html", ".py") and "tests" not in path.parts
    )
    quoted = set(re.findall("「([^」]+)」", TEXTS[name]))
    assert len(quoted) > 20
    assert {each for each in quoted if each not in pages} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["clerk", "chief", "operator", "administrator", "auditor"])
def test_the_manual_is_open_to_all_staff_and_linked_from_their_pages(at_desk: Desk, who: str) -> None:
    client = at_desk(who)
    front = client.get("/manual").content.decode()
    assert '<a href="/manual">手引き</a>' in front
    assert "<h1>窓口の手引き" in front
    assert 'href="/manual/chief"' in front
    assert '<th scope="col">' in front
    assert 'aria-label="表2"' in front
    assert "<h1>課長の手引き" in client.get("/manual/chief").content.decode()


@pytest.mark.django_db
def test_the_keys_lead_to_the_manual_and_the_pictures_are_ours(at_desk: Desk) -> None:
    client = at_desk("clerk")
    assert 'href="/manual/chief"' in client.get("/help").content.decode()
    pictures = re.findall(
        '<img src="([^"]+)"', client.get("/manual").content.decode().partition("<article")[2]
    )
    assert len(pictures) == len(list(settings.MANUAL.glob("images/*.png")))
    for each in pictures:
        assert each.startswith("/static/manual/")
        assert client.get(each).status_code == 200
    english = client.get("/manual", headers={"accept-language": "en"}).content.decode()
    assert "The manual is written in Japanese." in english
    assert '<article class="stack manual" lang="ja">' in english
