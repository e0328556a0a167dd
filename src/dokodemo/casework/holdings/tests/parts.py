"""What tests of disposal share: a case with everything that can hang on one, decided long ago."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from dokodemo.base import clock, config, files
from dokodemo.base.actor import Actor
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.actions.contacts import Contact
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.models import Case, CaseAttachment, CaseContact, CasePrint, EvidenceSeen
from dokodemo.casework.cases.tests.test_deciding import proposed, version
from dokodemo.casework.conftest import NAGISA, Here

#: Nobody is called so anywhere else: neither in the sample city nor in other tests.
NAME, KANA, PHONE, STREET = "鯨井　澪標", "クジライ　ミオツクシ", "09099998877", "海風市鯨浦九丁目88番77号"
TRACES = ("鯨井", "澪標", "クジライ", "ミオツクシ", PHONE, "鯨浦")
People = dict[str, Actor]
Arrive = Callable[..., UUID]
LONG_AGO = timedelta(days=366 * 8)


def decided(people: People, arrive: Arrive, **parts: Any) -> UUID:
    """Decided just now, with its paper made and posted."""
    id_ = proposed(people, arrive(**parts))
    actions.decide(people["chief"], id_, version(id_))
    render_documents(id_)
    papers = list(CasePrint.objects.filter(document__case=id_).values_list("document_id", flat=True))
    actions.mark(people["clerk"], papers, "posted")
    return id_


def full(people: People, arrive: Arrive, here: Here) -> UUID:
    """Somebody with a name of their own, and that name wherever a clerk or an applicant can put one."""
    values = {here.name: NAME, here.kana: KANA, here.phone: PHONE}
    values["owner_address" if here.name == "owner_name" else "claimant_address"] = STREET
    id_ = proposed_with_everything(people, arrive(values=values), here)
    actions.decide(people["chief"], id_, version(id_))
    render_documents(id_)
    papers = list(CasePrint.objects.filter(document__case=id_).values_list("document_id", flat=True))
    actions.mark(people["clerk"], papers, "posted")
    return id_


def proposed_with_everything(people: People, id_: UUID, here: Here) -> UUID:
    clerk, case = people["clerk"], Case.objects.get(id=id_)
    sealed, rebuilt = files.seal_file(NAME.encode()), files.seal_file(KANA.encode())
    CaseAttachment.objects.create(
        id=uuid.uuid4(), case=case, attachment="koza", name=f"{NAME}.jpg", size=3, sha256_plain=sealed.sha256_plain,
        sha256_cipher=sealed.sha256_cipher, key=b"k", state="ready", rebuilt_sha256=rebuilt.sha256_cipher, rebuilt_key=b"k",
        rebuilt_media="image/jpeg", pages=1,
    )  # fmt: skip
    token = b"t" * 32
    Case.objects.filter(id=id_).update(
        evidence={"kind": "oidc", "claims": {"name": NAME}, "token_hash": token.hex(), "problems": []}
    )
    EvidenceSeen.objects.create(token_hash=token, case=uuid.uuid4(), at=clock.now())  # by its bundle
    actions.note_presence(people["colleague"], id_)
    actions.take(clerk, id_, version(id_))
    actions.correct(clerk, id_, version(id_), here.phone, PHONE[:-1] + "9", f"{NAME}さんに電話した")
    actions.write_note(clerk, id_, version(id_), f"{NAME}さんのこと @colleague")
    contact = Contact(
        "telephone",
        "applicant",
        clock.now() - timedelta(hours=1),
        f"{NAME}と話した",
        "折り返す",
        clock.today(),
    )
    actions.log_contact(clerk, id_, version(id_), contact)
    actions.keep_promise(clerk, id_, version(id_), CaseContact.objects.get(case=id_).pk)
    if config.load().zone == "core":
        actions.link(clerk, id_, version(id_), NAGISA)
    else:
        actions.record_fee(clerk, id_, version(id_), 3000, clock.today(), "counter")
    actions.propose(clerk, id_, version(id_), "approved", (), f"{NAME}さんの書類で確かめた", {})
    return id_


def aged(*ids: UUID, by: timedelta = LONG_AGO) -> None:
    """These were decided so long before."""
    for case in Case.objects.filter(id__in=ids):
        assert case.decided_at is not None
        Case.objects.filter(id=case.id).update(
            decided_at=case.decided_at - by, arrived_on=case.arrived_on - by, arrived_at=case.arrived_at - by
        )
