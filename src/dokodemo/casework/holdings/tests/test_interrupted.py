"""A disposal whose process is killed: whole batches are gone or none of one, and the next process goes on where it stopped."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.actions import disposing
from dokodemo.casework.cases.models import Case, CaseDocument, CaseVersion
from dokodemo.casework.cases.tests.stepping import at_once
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.holdings import actions
from dokodemo.casework.holdings.actions import carrying
from dokodemo.casework.holdings.models import Hold, Item, Run, Shred
from dokodemo.casework.holdings.tests.parts import aged, decided
from dokodemo.casework.holdings.tests.test_disposal import confirmed, counts, files_of, on_disk

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., UUID]
People = dict[str, Actor]

#: Another process with the same database and folder, which is killed (SIGKILL) when `{where}` is called for the `{nth}` time.
_WORKER = """
import os, signal
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {name!r}
import django
django.setup()
from datetime import datetime
from dokodemo.base import clock
clock.set_now(datetime.fromisoformat({now!r}))
from dokodemo.base import files
from dokodemo.casework.cases.actions import disposing
from dokodemo.casework.holdings.actions import carrying
carrying.BATCH = 2
calls = 0
kept = {where}
def deadly(*arguments):
    global calls
    calls += 1
    if calls == {nth}:
        os.kill(os.getpid(), signal.SIGKILL)
    return kept(*arguments)
{where} = deadly
carrying.carry_out({run})
print("finished")
"""


def worker(run: int, where: str, nth: int) -> subprocess.CompletedProcess[str]:
    code = _WORKER.format(
        name=connection.settings_dict["NAME"], now=clock.now().isoformat(), where=where, nth=nth, run=run
    )
    return subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-c", code], env=dict(os.environ), text=True, capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip


def whole() -> None:
    """Every case that is here has all of itself, every one that is recorded as destroyed has nothing."""
    gone = set(Item.objects.filter(state="gone").values_list("case_id", flat=True))
    here = set(Case.objects.values_list("id", flat=True))
    assert not gone & here
    for id_ in here:
        assert CaseVersion.objects.filter(case=id_).exists()
        assert CaseDocument.objects.filter(case=id_).exists()
    run = Run.objects.get()
    assert run.gone == len(gone)
    counts()


# With batches of two and a letter in each case: the kill falls inside the second batch's transaction, before anything was
# committed; after a commit and before the first file of its batch was removed; and between two files of one batch.
KILLS = {
    "inside a batch": ("disposing.dispose", 2, 2, 0),
    "between the commit and the files": ("files.shred", 1, 2, 2),
    "between two files": ("files.shred", 2, 2, 2),
    "between two batches": ("carrying._batch", 2, 2, 0),
}


@pytest.mark.parametrize("kill", KILLS)
def test_a_killed_process_is_followed_by_one_that_goes_on(
    kill: str, arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    where, nth, gone, unshredded = KILLS[kill]
    ids = [decided(office_people, arrive) for _ in range(5)]
    own = files_of(*ids)
    aged(*ids)
    run = confirmed(office_people, here.section)
    killed = worker(run, where, nth)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    whole()
    made = Run.objects.get(pk=run)
    assert (made.state, made.gone) == ("confirmed", gone)
    assert Shred.objects.count() == unshredded
    again = worker(run, "files.shred", 99)
    assert again.returncode == 0, again.stderr
    whole()
    made = Run.objects.get(pk=run)
    assert (made.state, made.gone, made.left) == ("done", 5, 0)
    assert on_disk(own) == set()
    assert not Case.objects.exists()
    assert not Shred.objects.exists()


def test_two_processes_at_once_destroy_each_case_once(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "BATCH", 1)
    aged(*(decided(office_people, arrive) for _ in range(4)))
    run = confirmed(office_people, here.section)
    results = at_once(lambda: actions.carry_out(run), lambda: actions.carry_out(run))
    assert results == [None, None]
    assert (Run.objects.get().gone, Run.objects.get().state) == (4, "done")
    whole()


def test_two_who_propose_at_once_make_one_proposal(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    aged(decided(office_people, arrive))
    results = at_once(
        lambda: actions.propose(office_people["clerk"], here.section),
        lambda: actions.propose(office_people["colleague"], here.section),
    )
    assert Run.objects.count() == 1, results
    assert sum(isinstance(each, int) for each in results) == 1


def test_a_hold_that_comes_while_a_batch_has_the_case_waits_and_finds_it_gone(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its twin, the hold that was first, is in test_disposal: then the case stays."""
    id_ = decided(office_people, arrive)
    receipt = Case.objects.get(id=id_).receipt
    aged(id_)
    run = confirmed(office_people, here.section)
    locked, asked = threading.Event(), threading.Event()
    dispose = disposing.dispose

    def slow(*arguments: Any) -> object:
        locked.set()
        assert asked.wait(10)
        return dispose(*arguments)

    monkeypatch.setattr(disposing, "dispose", slow)

    def hold() -> int:
        assert locked.wait(10)
        threading.Timer(0.5, asked.set).start()
        return actions.hold(office_people["clerk"], receipt, "appeal", "", clock.today())

    results = at_once(lambda: actions.carry_out(run), hold)
    assert results[0] is None
    assert "receipt" in getattr(results[1], "problems", {}), results[1]
    assert not Case.objects.exists()
    assert not Hold.objects.exists()
