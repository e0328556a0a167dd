"""A sheet as a scanner makes it, and what a clerk types of it."""

import io
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.casework.cases import states
from dokodemo.casework.conftest import Here
from dokodemo.casework.reception import actions
from dokodemo.casework.reception.actions import Said
from dokodemo.casework.reception.filling import typed_of
from dokodemo.casework.reception.models import Reception
from dokodemo.catalog.schema import Catalog

People = dict[str, Actor]
CORE = pytest.mark.skipif(config.load().zone != "core", reason="My Numbers are core's")
OFFICE = pytest.mark.skipif(
    config.load().zone != "office", reason="what may be said by telephone is office's"
)


def scanned(shade: int = 250) -> bytes:
    """One page, 80 by 80 pixels."""
    out = io.BytesIO()
    Image.new("L", (80, 80), shade).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def paper() -> bytes:
    return scanned()


def sheet_of(data: bytes, name: str = "scan.jpg") -> "SimpleUploadedFile":
    return SimpleUploadedFile(name, data)


def said(here: Here, catalog: Catalog, proof: str = "seen_photo", **values: Any) -> Said:
    """What a clerk types of the paper that stands in ``here``."""
    typed = typed_of(catalog.procedures[here.procedure], here.values | values)
    return Said(clock.today(), proof, typed)


@pytest.fixture
def begun(office_people: People, here: Here, catalog: Catalog, paper: bytes) -> int:
    """One from the counter, its paper scanned."""
    number = actions.begin(office_people["clerk"], here.procedure, states.COUNTER)
    actions.attach(office_people["clerk"], number, states.ORIGINAL, sheet_of(paper))
    return number


def register(actor: Actor, number: int, what: Said, *, anyway: bool = False, **numbers: str) -> UUID:
    """Saved, then received, as the page does it."""
    opened, _filling = actions.save(actor, number, Reception.objects.get(pk=number).revision, what)
    return actions.register(actor, number, opened.row.revision, numbers, anyway=anyway)
