"""What an operator does to the gateway from the command line, and that it leaves its record."""

import uuid

import pytest

from dokodemo.base.audit.models import AuditRow
from dokodemo.gateway import epochs, outbox
from dokodemo.gateway.inbox import receive
from dokodemo.gateway.messages import Handler, Refused
from dokodemo.gateway.tests.conftest import Voice
from dokodemo.operate import care

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_core")]


def handed_over() -> uuid.UUID:
    posted = outbox.post("internet", uuid.uuid4(), "application.state", 1, {})
    outbox.take("relay", ["internet"])
    outbox.settle([posted.id], ["internet"])
    return posted.id


@pytest.mark.django_db(transaction=True)
def test_reconcile_sends_again_what_was_not_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    epochs.forget()
    posted, epoch = handed_over(), epochs.current().number
    assert outbox.take("relay", ["internet"]) == []
    assert care.gateway("reconcile", None) == 0
    assert "1 messages are offered again" in capsys.readouterr().out
    assert [frame.id for frame in outbox.take("relay", ["internet"])] == [posted]
    epochs.forget()
    assert epochs.current().number == epoch
    assert AuditRow.objects.get(action="message.offer").detail == {"count": 1}


def test_restored_begins_an_epoch_and_tells_the_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    epoch = epochs.current().number
    assert care.gateway("restored", None) == 0
    assert epochs.current().number > epoch
    assert f"A new epoch has begun: {epochs.current().number}" in capsys.readouterr().out
    assert AuditRow.objects.get(action="zone.restored").detail == {"epoch": epochs.current().number}
    assert len(outbox.take("relay", ["internet"])) == 1
    epochs.forget()


def test_retry_takes_up_what_is_stuck_and_says_what_is_not(
    internet: Voice, handlers: dict[tuple[str, int], Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(message: object) -> None:
        raise Refused("not_yet")

    handlers["application.submitted", 1] = refuse
    receive([internet.frame()])
    assert care.gateway("status", None) == 1
    number = capsys.readouterr().out.split("stuck ")[1].split(":")[0]
    handlers["application.submitted", 1] = lambda message: None
    assert care.gateway("retry", number) == 0
    assert AuditRow.objects.filter(action="message.retry").count() == 1
    assert care.gateway("retry", number) == 1
    assert care.gateway("retry", None) == 2
    assert "No message" in capsys.readouterr().err
