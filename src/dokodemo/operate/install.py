"""What set-up does inside one station's own settings: tables, static files, sample. Each is a command of its own
process, because a process belongs to one zone for life."""

import importlib
import json
from dataclasses import asdict

from dokodemo.casework.staff.sample_people import SAMPLE
from dokodemo.operate import house


def tables(station: str) -> None:
    """Bring the tables up to date, as their owner (``DOKODEMO_DATABASE_URL``)."""
    if station == "relay":
        importlib.import_module("dokodemo.gateway.relay").create_tables()
        return
    _django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)


def static(station: str) -> None:
    """Collect the files that the web server gives out, under names that carry their content's hash."""
    _django()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def sample(station: str) -> None:
    """The invented people of the sample city: staff in both inner zones, residents in `core`."""
    _django()
    if station in ("office", "core"):
        importlib.import_module("dokodemo.casework.staff.sample").load()
        people = [asdict(person) for person in SAMPLE]
        # For who reads the greeting and for the tour: invented people, whose passwords are in the source anyway.
        (house.home_folder() / "staff.json").write_text(
            json.dumps(people, ensure_ascii=False), encoding="utf-8"
        )
    if station == "office":
        importlib.import_module("dokodemo.office.directory.sample").load()
    if station == "core":
        importlib.import_module("dokodemo.core.residents.sample").load()


def _django() -> None:
    import django

    django.setup()
