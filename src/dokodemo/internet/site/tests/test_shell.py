"""What a browser keeps for when it has no connection: the list, the page, and how it is taken back."""

import json
import re
from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from dokodemo.catalog.schema import Catalog
from dokodemo.internet.site import shell


def kept(script: str) -> dict[str, object]:
    """The list before the worker's code."""
    first = script.partition("\n")[0]
    found = re.fullmatch(r"const SHELL = (\{.*\});", first)
    assert found is not None
    listed: dict[str, object] = json.loads(found[1])
    return listed


def test_the_worker_names_the_page_and_hashed_files_and_nothing_else(client: Client, city: Catalog) -> None:
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "max-age=600"
    assert not answer.cookies
    listed = kept(answer.content.decode())
    assert listed["offline"] == "/offline"
    looks = listed["looks"]
    assert isinstance(looks, list)
    assert looks == [staticfiles_storage.url(name) for name in shell.LOOKS]
    assert all(re.search(r"\.[0-9a-f]{12}\.(css|svg)$", each) for each in looks)


def test_where_a_my_number_is_typed_the_worker_repeats_what_the_server_does(
    client: Client, city: Catalog, settings: LazySettings
) -> None:
    listed = kept(client.get("/service-worker.js").content.decode())
    assert listed["keptOnly"] == [[pattern, sorted(names)] for pattern, names in settings.KEPT_ONLY]
    assert listed["keptOnly"]


def test_another_text_is_another_version(
    client: Client, city: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(shell.worker())["version"]
    assert kept(shell.worker())["version"] == before
    monkeypatch.setattr(shell, "_page", lambda language: "changed")
    assert kept(shell.worker())["version"] != before


def test_switched_off_it_takes_itself_out_of_every_browser(
    client: Client, city: Catalog, settings: LazySettings
) -> None:
    assert "site/shell." in client.get("/").content.decode()
    settings.CONFIG = replace(settings.CONFIG, service_worker=False)
    script = client.get("/service-worker.js").content.decode()
    assert "caches.delete" in script
    assert "unregister()" in script
    assert "SHELL" not in script
    shell._made._made.clear()
    assert "site/shell." not in client.get("/sign-in").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "電波の届くところへ"),
        ("en", "Go where there is reception"),
        ("ja-x-easy", "<rt>でんぱ</rt>"),
    ],
)
def test_the_page_says_what_to_do_and_whom_to_call(
    client: Client, city: Catalog, language: str, words: str
) -> None:
    client.cookies["lang"] = language
    answer = client.get("/offline")
    page = answer.content.decode()
    assert words in page
    assert f'href="tel:{city.city.phone}"' in page
    assert re.findall(r'<template data-when="(\w+)">', page) == ["typed", "lost", "opened", "lost"]
    assert page.count("<slot></slot>") == 1
    assert "csrf" not in page
    assert set(answer.cookies) == set()
