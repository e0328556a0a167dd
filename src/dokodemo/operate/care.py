"""Looking after one zone from the command line: its access record, its gateway, its people's passwords.

Each runs inside that zone's settings; what a neighbour knows is asked in a process of the neighbour's own."""

import getpass
import json
import subprocess
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from dokodemo.base import clock, config, register
from dokodemo.base.actor import system
from dokodemo.base.audit import chain
from dokodemo.base.audit.actions import record
from dokodemo.catalog import versions
from dokodemo.gateway import anchors, outbox, restore, status
from dokodemo.operate import home
from dokodemo.operate.house import ZONES, House
from dokodemo.operate.supervisor import our_command

HEADS = uuid.uuid5(uuid.NAMESPACE_URL, "dokodemo:audit.head")
# Who keeps whose head: always a zone that the keeper of the chain cannot write to.
ANCHORED_AT = {"internet": "office", "office": "core", "core": "office"}


def send_head(head: chain.Head) -> None:
    """Tell the neighbour where our chain stands (decision 15)."""
    neighbour = ANCHORED_AT[config.load().zone]
    body = {"sequence": head.sequence, "hash": head.hash.hex(), "at": clock.now().isoformat()}
    with transaction.atomic():
        outbox.post(neighbour, HEADS, "audit.head", 1, body)


def print_anchors(zone: str) -> int:
    """The heads of `zone` that this zone keeps, as JSON: ``[[sequence, "hex"], …]``."""
    print(json.dumps([[anchor.sequence, anchor.hash] for anchor in anchors.anchors(zone)]))
    return 0


def verify_audit(house: House, file: Path | None) -> int:
    """Walk this zone's chain; name the first row that is not what it was. Returns 1 when there is one.

    The neighbour's anchors come from `file` (as ``audit anchors`` printed it) or, in the embedded house, from the
    neighbour itself."""
    zone = config.load().zone
    try:
        kept = _anchors_in(file) if file else _neighbours_anchors(house, zone)
    except ValueError:
        print(f"{file} holds no anchors: write there what `dokodemo audit anchors` prints.", file=sys.stderr)
        return 2
    if kept is None:
        print(
            f"The neighbour {ANCHORED_AT[zone]} cannot be asked here: verified without its anchors (--anchors FILE)."
        )
    heads: dict[int, bytes] = {}
    for sequence, value in kept or []:
        if heads.setdefault(int(sequence), bytes.fromhex(value)) != bytes.fromhex(value):
            print(
                f"{zone}: the neighbour holds two different heads for link {sequence}: the chain was rebuilt there"
            )
            return 1
    fault = next(chain.faults(heads), None)
    if fault is not None:
        row = f", row {fault.row_id}" if fault.row_id is not None else ""
        print(f"{zone}: link {fault.sequence}{row}: {fault.what}")
        return 1
    print(f"{zone}: {chain.head().sequence} links hold, {len(heads)} anchors of {ANCHORED_AT[zone]} agree")
    return 0


def _anchors_in(file: Path) -> list[tuple[int, str]]:
    """What ``audit anchors`` has printed. Raises ValueError for anything else, OSError."""
    try:
        return [
            (int(sequence), bytes.fromhex(value).hex())
            for sequence, value in json.loads(file.read_text(encoding="utf-8"))
        ]
    except (TypeError, AttributeError) as error:
        raise ValueError("no anchors") from error


def _neighbours_anchors(house: House, zone: str) -> list[tuple[int, str]] | None:
    neighbour = ANCHORED_AT[zone]
    if not house.config(neighbour).exists():
        return None
    command = our_command("audit", "anchors", "--zone", neighbour, "--of", zone, "--home", str(house.home))
    answer = subprocess.run(
        command, env=home.environment(house, neighbour), cwd="/", capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        return None
    found: list[tuple[int, str]] = json.loads(answer.stdout)
    return found


def gateway(action: str, number: str | None) -> int:
    """``status``: what waits, what is stuck and why. ``retry N``: try message N again. ``reconcile``: send again what was not
    confirmed. ``restored``: this zone's database came from a backup; once, with its other processes stopped."""
    if config.load().zone not in ZONES:
        return _relay_status(action)
    if action == "retry":
        return _retry(number)
    if action == "reconcile":
        with transaction.atomic():
            count = outbox.reconcile(timedelta(0))
            _note("message.offer", count=count)
        print(f"{count} messages are offered again.")
        return 0
    if action == "restored":
        with transaction.atomic():
            epoch = restore.bump_epoch()
            _note("zone.restored", epoch=epoch)
        print(f"A new epoch has begun: {epoch}. The neighbours offer again what they keep.")
        return 0
    now = status.status()
    print(f"epoch {now.epoch} · waiting for an earlier one {now.waiting} · not believed {now.rejected}")
    for post in now.backlog:
        print(
            f"to {post.destination}: {post.unsent} unsent{_since(post.oldest_unsent)}, "
            f"{post.unconfirmed} unconfirmed{_since(post.oldest_unconfirmed)}"
        )
    for stuck in now.quarantined:
        print(
            f"stuck {stuck.id}: {stuck.type} {stuck.version} from {stuck.origin}, {stuck.code}, since "
            f"{stuck.received_at:%Y-%m-%d %H:%M}; {stuck.behind} wait behind it"
        )
    return 1 if now.quarantined else 0


def _since(moment: datetime | None) -> str:
    return f" (oldest {moment:%Y-%m-%d %H:%M:%S})" if moment else ""


def _note(act: str, **detail: int) -> None:
    record(system(config.load().zone, "command"), act, detail=detail)


def _retry(number: str | None) -> int:
    if number is None or not number.isdigit():
        print("Which one? `dokodemo gateway status` gives the number of each stuck message.", file=sys.stderr)
        return 2
    try:
        with transaction.atomic():
            _note("message.retry", message=int(number))
            state = status.retry(int(number))
    except LookupError:
        print(f"No message {number} is stuck.", file=sys.stderr)
        return 1
    print(f"message {number}: {state}")
    return 0 if state == "applied" else 1


def _relay_status(action: str) -> int:
    from dokodemo.gateway import relay

    if action != "status":
        print("The relay applies nothing: it has only a status.", file=sys.stderr)
        return 2
    store = relay.RelayStore(config.load().database_url)
    try:
        for lying in store.backlog():
            print(f"for {lying.destination}: {lying.frames} frames, {lying.size} bytes{_since(lying.oldest)}")
    finally:
        store.close()
    return 0


def set_password(member: str) -> int:
    """Give a member of staff a new password, typed twice or on standard input; they must change it at sign-in."""
    from dokodemo.casework.staff import actions
    from dokodemo.casework.staff.models import StaffMember

    word = getpass.getpass("New password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if sys.stdin.isatty() and getpass.getpass("Again: ") != word:
        print("The two are not the same. Nothing was changed.", file=sys.stderr)
        return 1
    if len(word) < actions.SHORTEST_PASSWORD:
        print(
            f"A password has at least {actions.SHORTEST_PASSWORD} characters. Nothing was changed.",
            file=sys.stderr,
        )
        return 1
    try:
        actions.enrol(member, word)
    except StaffMember.DoesNotExist:
        print(f"There is no member of staff {member!r} in this zone.", file=sys.stderr)
        return 1
    print(f"{member} has a new password; all sessions of {member} are closed.")
    return 0


def add_administrator(member: str) -> int:
    """Enter somebody into the directory who keeps it from then on: for a new house, where nobody can do it on the page."""
    if config.load().zone != "office":
        print("The directory is kept in office: --zone office.", file=sys.stderr)
        return 2
    from dokodemo.office.directory import actions, queries

    if any(each.id == member for each in queries.placed_members()):
        print(
            f"{member} works here already: an administrator changes the roles on the page.", file=sys.stderr
        )
        return 1
    print("Name, and reading in katakana, one line each:", file=sys.stderr)
    name, kana = (sys.stdin.readline().strip() for _ in range(2))
    entry = actions.Entry(member, name, kana, "", frozenset({"administrator"}))
    try:
        actions.change([entry], system("office", "command"))
    except actions.WrongMember as error:
        print(f"{error}. Nothing was changed.", file=sys.stderr)
        return 1
    print(f"{member} is an administrator.")
    print(f"Next: dokodemo staff set-password {member} --zone office, and --zone core.")
    return 0


def remove_factors(member: str) -> int:
    """The phone is lost: take app, passkeys and recovery codes of a member of staff away, and close all sessions."""
    from dokodemo.casework.staff import factors
    from dokodemo.casework.staff.models import StaffMember

    try:
        number = factors.take_away(member)
    except StaffMember.DoesNotExist:
        print(f"There is no member of staff {member!r} in this zone.", file=sys.stderr)
        return 1
    print(f"{number} second factors of {member} are gone; all sessions of {member} are closed.")
    print("Until one is added, the password alone opens a session: set a new one if somebody may know it.")
    return 0


def print_register() -> int:
    """What this zone keeps of persons (個人情報ファイル簿), every file of it, as CSV. Returns 1 before the first catalog."""
    catalog = versions.current()
    if catalog is None:
        print(
            "No version of the catalog is in force here yet: the register names its sections.",
            file=sys.stderr,
        )
        return 1
    print(register.as_csv(register.sheets(catalog)), end="")
    return 0


def reorganise() -> int:
    """Carry out what is due in this zone, from wherever it is, and look for what nobody would see. Returns 1 when there is
    such a thing, or when the city does not declare who takes over."""
    from dokodemo.casework.cases.queries import kept
    from dokodemo.casework.reorganise import actions

    zone = config.load().zone
    try:
        reports = actions.carry_out_due()
        swept = actions.sweep()
    except actions.NotDeclared as error:
        print(
            f"{zone}: {error}. Nothing was changed: publish a version that declares it, then again.",
            file=sys.stderr,
        )
        return 1
    for report in reports:
        rows = sum(
            sum(n for word, n in done.items() if word != "untaken") for *_move, done in report["moved"]
        )
        print(f"{zone}: {len(report['moved'])} hand-overs, {rows} rows, {report['members']} members")
    if not reports:
        print(f"{zone}: nothing is due")
    if swept:
        print(f"{zone}: {swept} rows that came late went after the others")
    orphaned = kept.orphaned()
    for each in orphaned:
        print(f"{zone}: orphaned: {each.n} cases on {each.procedure} at {each.section}", file=sys.stderr)
    return 1 if orphaned else 0
