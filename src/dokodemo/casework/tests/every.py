"""The invented application of each procedure (``operate.samples``), walked from the form to the letter."""

import atexit
import base64
import itertools
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
from cryptography.hazmat.primitives.serialization import Encoding

from dokodemo.base import clock, config, crypto
from dokodemo.base.actor import Actor
from dokodemo.catalog import forms, versions
from dokodemo.catalog.compiled import form_of, walk
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.gateway import signature
from dokodemo.operate import samples, testing
from dokodemo.operate.samples import Part
from doubles import jpki, people

#: Whom the card names: the sample's registry knows her.
CARD = {
    "identity.name": "海野　さくら",
    "identity.address": "海風市中央一丁目2番3号",
    "identity.birthdate": "1992-05-14",
    "identity.gender": "2",
    "account.email": "sakura@example.jp",
}
_numbers = itertools.count(1)


def of_zone(zone: str) -> list[str]:
    """The procedures with a sample that this zone decides."""
    return [name for name in samples.names() if testing.sample_city().procedures[name].zone == zone]


def filled(procedure: Procedure, typed: Mapping[str, str]) -> dict[str, Any]:
    """The form filled in page by page, as a resident does; what is wrong with any page fails the test."""
    known = forms.known_values(procedure, CARD)
    values: dict[str, Any] = dict(known)
    done: set[str] = set()
    used: set[str] = set()
    while page := next((p for p in walk(form_of(procedure), values).asked_pages if p.id not in done), None):
        done.add(page.id)
        result = forms.parse_page(procedure, page, typed, values, "ja", clock.today(), known=known)
        assert result.errors == {}, (procedure.id, page.id, result.errors)
        values = result.values
        used |= result.raw.keys()
    assert set(typed) <= used, (procedure.id, "never asked", sorted(set(typed) - used))
    assert forms.validate(procedure, values, "ja", clock.today()) == {}
    return values


def in_force() -> Catalog:
    """The sample city, in force in this zone."""
    name = versions.store(testing.sample_city().to_bytes(), b"", "office")
    versions.activate(name)
    versions.forget()
    # Read and compiled once for all tests of this process: three dozen forms take their time.
    versions._ready[name] = testing.sample_city()
    return versions.at(name)


def arrive(procedure: Procedure, values: Mapping[str, Any], catalog_hash: str) -> UUID:
    """The application becomes a case."""
    from dokodemo.casework.cases.actions import arrive as arriving
    from dokodemo.casework.cases.bodies import Submitted

    _private, public = crypto.new_key_pair()
    application = str(uuid.uuid4())
    evidence: dict[str, Any] = {"kind": "none", "claims": {}, "at": clock.now().isoformat()}
    if procedure.identity == "sign":
        content = signature.content(application, procedure.id, catalog_hash, values, [])
        evidence["signature"] = signed(content)
    body = {
        "application": application,
        "receipt": f"2611-2400-{next(_numbers):04}",
        "procedure": procedure.id,
        "catalog": catalog_hash,
        "arrived_at": clock.now().isoformat(),
        "values": dict(values),
        "evidence": evidence,
        "reply": {"public_key": base64.b64encode(public).decode(), "delivery": "paper", "language": "ja"},
    }
    submitted = Submitted.model_validate(body)
    with _believed():
        assert arriving.register(submitted)
    return submitted.application


@cache
def _cards() -> Path:
    """The double's authority and cards, made once; this zone believes it from then on."""
    folder = Path(tempfile.mkdtemp(prefix="dokodemo-cards-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    believed = folder / "signers"
    believed.mkdir()
    jpki.authority(folder)
    (believed / "every.crt").write_bytes((folder / jpki.CA_CERTIFICATE).read_bytes())
    (believed / "every.crl").write_bytes(jpki.revocation_list(folder, ()))
    return folder


@contextmanager
def _believed() -> Iterator[None]:
    """This zone believes the cards of this process: the folder of the test's home is shared by tests side by side."""
    own, before = _cards() / "signers", signature.signers
    signature.signers = lambda: own
    try:
        yield
    finally:
        signature.signers = before


def signed(content: bytes) -> dict[str, str]:
    """海野さくら signs with her card."""
    holder = next(each for each in people.read().values() if each.name == CARD["identity.name"])
    card = jpki.card_of(_cards(), holder)
    return {
        "algorithm": signature.ALGORITHM,
        "value": base64.b64encode(card.sign(bytes.fromhex(signature.digest(content)))).decode(),
        "certificate": base64.b64encode(card.certificate.public_bytes(Encoding.DER)).decode(),
    }


def people_of(section: str) -> tuple[Actor, Actor]:
    """A clerk and a chief of that section."""
    zone = config.load().zone
    return (
        Actor(zone, "staff", "clerk", "試験 担当", frozenset({"clerk"}), frozenset({section})),
        Actor(zone, "staff", "chief", "試験 課長", frozenset({"approver"}), frozenset({section})),
    )


def decide(case_id: UUID, outcome: str, part: Part, person: str | None) -> None:
    """Taken, linked where this zone keeps residents, paid for, proposed by one and decided by another."""
    from dokodemo.casework import people as residents
    from dokodemo.casework.cases import actions
    from dokodemo.casework.cases.models import Case, CaseFee
    from dokodemo.casework.tests import staff

    def version() -> int:
        return Case.objects.get(id=case_id).version

    clerk, _ = people_of(Case.objects.get(id=case_id).section)
    actions.take(clerk, case_id, version())
    if residents.source() is not None and person is not None:
        actions.link(clerk, case_id, version(), person)
    fee = CaseFee.objects.filter(case=case_id).first()
    if fee is not None and outcome == "approved":
        actions.record_fee(clerk, case_id, version(), fee.amount, clock.today(), "counter")
    # An approval says why as well: a term may have passed since the sample was written.
    note = "書類で確かめました。" if outcome == "approved" else "お電話でもご説明しました。"
    actions.propose(clerk, case_id, version(), outcome, part.refusals, note, part.findings)
    staff.decide_all_the_way(case_id)


def texts_of(case_id: UUID) -> dict[str, str]:
    """What the papers of a decision say, by kind, read back from the PDF without the breaks between lines."""
    from dokodemo.casework import documents
    from dokodemo.casework.cases.models import CaseDocument

    found: dict[str, str] = {}
    for each in CaseDocument.objects.filter(case=case_id).order_by("at", "id"):
        pdf = pypdfium2.PdfDocument(documents.render(each.kind, each.facts))
        pages = (pdf[index].get_textpage().get_text_range() for index in range(len(pdf)))
        found[each.kind] = found.get(each.kind, "") + "".join("".join(pages).split())
    return found


def walked(procedure_id: str, outcome: str, person: str | None) -> UUID:
    """The whole road of one procedure to that outcome; returns its case. What comes ``before`` is approved first."""
    mine, now = samples.of(procedure_id), in_force()
    procedure = now.procedures[procedure_id]
    for each in mine.before:
        walked(each, "approved", person)
    part = mine.approve if outcome == "approved" else mine.refuse
    values = filled(procedure, part.answers)
    case_id = arrive(procedure, values, now.hash)
    suggested = {each.id for each in forms.suggested_refusals(procedure, values, clock.today())}
    assert suggested == set(part.refusals), (procedure_id, outcome)
    decide(case_id, outcome, part, person)
    return case_id
