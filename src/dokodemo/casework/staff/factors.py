"""The second factor: the second step of a sign-in, and how a member comes by one and gets rid of it.

Six digits from an app (TOTP, RFC 6238), a passkey (WebAuthn), or one of ten codes on paper for the day neither is there.
"""

import secrets
import unicodedata
from dataclasses import dataclass

import pyotp
from django.db import transaction
from pyotp.exceptions import OTPVerificationError

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor, system
from dokodemo.base.audit.actions import record
from dokodemo.base.crypto import derive, keyed_hash, lock, secret_of, unlock
from dokodemo.base.sessions import Token
from dokodemo.casework.staff import passkeys
from dokodemo.casework.staff.actions import (
    Opened,
    begin_session,
    close_other_sessions,
    count_failure,
    is_locked,
    open_credential,
    own_credential,
    refused,
)
from dokodemo.casework.staff.halfway import Halfway
from dokodemo.casework.staff.models import (
    Credential,
    Passkey,
    RecoveryCode,
    StaffMember,
    StaffSession,
    Totp,
)
from dokodemo.casework.staff.queries import factors_of, has_factor

CODES = 10
LONGEST_NAME = 40
APP = "app"
# One step of 30 seconds to either side: a phone's clock, and the time it takes to type (RFC 6238, 5.2).
_SKEW = 1
# Without what is mistaken for something else on paper: 0 O, 1 I L. Twelve of 31 are 59 bits.
_LETTERS, _LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 12


class FactorRefused(ValueError):
    """Something about a second factor that is not done. ``code`` ∈ code, passkey, password, last, there, gone;
    the pages add old and empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What was given at the second step; ``kind`` ∈ totp, passkey, recovery."""

    kind: str
    text: str


@transaction.atomic
def finish(halfway: Halfway, answer: Answer) -> Opened | None:
    """The second step. None for whatever is wrong; a wrong answer counts like a wrong password, on the same count."""
    credential = open_credential(halfway.member_id)
    if credential is None:
        refused("", "unknown")
        return None
    if is_locked(credential):
        refused(credential.member_id, "locked")
        return None
    if halfway.begun < credential.changed_at:
        # The password that was right is none any more.
        refused(credential.member_id, "password changed")
        return None
    check = {"totp": _totp, "passkey": _passkey, "recovery": _recovery}[answer.kind]
    if not check(halfway, answer.text):
        refused(credential.member_id, count_failure(credential, answer.kind))
        return None
    return begin_session(credential, answer.kind)


def _totp(halfway: Halfway, text: str) -> bool:
    app = Totp.objects.filter(member_id=halfway.member_id).first()
    if app is None:
        return False
    step = _step_of(_secret_of(app), text)
    if step is None or step <= app.last_step:
        return False  # RFC 6238, 5.2: a code is good once
    app.last_step = step
    app.save(update_fields=["last_step"])
    return True


def _passkey(halfway: Halfway, text: str) -> bool:
    credential_id = passkeys.credential_of(text)
    key = Passkey.objects.filter(member_id=halfway.member_id, credential_id=credential_id or b"").first()
    if key is None:
        return False
    if key.used_at is not None and halfway.begun <= key.used_at:
        return False  # where the count is always 0, this is what keeps the same answer from being good twice
    count = passkeys.proven(text, halfway.challenge, bytes(key.public_key), key.sign_count)
    if count is None:
        return False
    key.sign_count, key.used_at = count, clock.now()
    key.save(update_fields=["sign_count", "used_at"])
    return True


def _recovery(halfway: Halfway, text: str) -> bool:
    hashed = _hash_of(halfway.member_id, text)
    gone, _ = RecoveryCode.objects.filter(member_id=halfway.member_id, code_hash=hashed).delete()
    return gone == 1


def new_secret() -> str:
    """A secret for an app (160 bits, base32), which becomes one only when a code of it was right."""
    return pyotp.random_base32()


def address_of(actor: Actor, secret: str) -> str:
    """What the QR code says to the app: the secret, and what it shows beside the digits."""
    issuer = f"{config.load().city} {actor.zone}"
    return pyotp.TOTP(secret).provisioning_uri(name=actor.id, issuer_name=issuer)


def add_app(actor: Actor, token: Token, secret: str, code: str, password: str = "") -> tuple[str, ...]:
    """The app of this member from now on, proven by one code. Returns the codes on paper where it is the first factor;
    beside another one the password is asked for. Raises FactorRefused (password, code, there)."""
    _confirmed(actor, password)
    return _add_app(actor, token, secret, code)


def _confirmed(actor: Actor, password: str) -> None:
    """Whoever sits at an unlocked desk adds no factor of their own beside one that is there."""
    if not has_factor(actor.id):
        return
    with transaction.atomic():
        right = own_credential(actor, password) is not None
    if not right:
        raise FactorRefused("password")  # outside the transaction: the count of failures stays


@transaction.atomic
def _add_app(actor: Actor, token: Token, secret: str, code: str) -> tuple[str, ...]:
    step = _step_of(secret, code)
    if step is None:
        raise FactorRefused("code")
    _alone(actor)
    if Totp.objects.filter(member_id=actor.id).exists():
        raise FactorRefused("there")
    first = not has_factor(actor.id)
    locked = lock(_key("totp"), secret.encode(), actor.id.encode())
    Totp.objects.create(member_id=actor.id, secret=locked, last_step=step, added_at=clock.now())
    return _added(actor, token, "totp", first)


def add_passkey(
    actor: Actor, token: Token, name: str, challenge: str, answer: str, password: str = ""
) -> tuple[str, ...]:
    """One more passkey of this member. Returns the codes on paper where it is the first factor; beside another one the
    password is asked for. Raises FactorRefused (password, passkey, there)."""
    _confirmed(actor, password)
    return _add_passkey(actor, token, name, challenge, answer)


@transaction.atomic
def _add_passkey(actor: Actor, token: Token, name: str, challenge: str, answer: str) -> tuple[str, ...]:
    made = passkeys.made(answer, challenge)
    if made is None:
        raise FactorRefused("passkey")
    _alone(actor)
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise FactorRefused("there")
    first = not has_factor(actor.id)
    Passkey.objects.create(
        credential_id=made.credential_id,
        member_id=actor.id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name.replace("\0", "").strip()[:LONGEST_NAME] or f"{clock.today():%Y-%m-%d}",
        added_at=clock.now(),
    )
    return _added(actor, token, "passkey", first)


def _added(actor: Actor, token: Token, kind: str, first: bool) -> tuple[str, ...]:
    record(actor, "factor.add", object_kind="member", object_id=actor.id, detail={"factor": kind})
    if not first:
        return ()
    close_other_sessions(actor, token)  # they were opened with a password alone
    return _fresh_codes(actor.id)


def remove(actor: Actor, token: Token, password: str, what: str) -> None:
    """Take away the app (``app``) or the passkey of that number, and close the sessions that it may have opened. The last
    one goes only where none is asked for, and the codes go with it. Raises FactorRefused (password, last, gone)."""
    code = _remove(actor, token, password, what)
    if code:
        raise FactorRefused(code)  # outside the transaction: the count of failures stays


@transaction.atomic
def _remove(actor: Actor, token: Token, password: str, what: str) -> str:
    if own_credential(actor, password) is None:
        return "password"
    known = factors_of(actor.id)
    if not (known.app_since if what == APP else what in {str(each.id) for each in known.passkeys}):
        return "gone"
    if known.number == 1:
        if config.load().second_factor:
            return "last"
        RecoveryCode.objects.filter(member_id=actor.id).delete()
    if what == APP:
        Totp.objects.filter(member_id=actor.id).delete()
    else:
        Passkey.objects.filter(member_id=actor.id, pk=what).delete()
    detail = {"factor": "totp" if what == APP else "passkey"}
    close_other_sessions(actor, token)
    record(actor, "factor.remove", object_kind="member", object_id=actor.id, detail=detail)
    return ""


def new_codes(actor: Actor, password: str) -> tuple[str, ...]:
    """Ten new codes on paper; the old ones are worth nothing. Raises FactorRefused (password, gone)."""
    code, codes = _new_codes(actor, password)
    if code:
        raise FactorRefused(code)  # outside the transaction: the count of failures stays
    return codes


@transaction.atomic
def _new_codes(actor: Actor, password: str) -> tuple[str, tuple[str, ...]]:
    if own_credential(actor, password) is None:
        return "password", ()
    if not has_factor(actor.id):
        return "gone", ()  # they would stand in for nothing
    record(actor, "factor.codes", object_kind="member", object_id=actor.id)
    return "", _fresh_codes(actor.id)


@transaction.atomic
def take_away(member_id: str) -> int:
    """The phone is lost: an operator's command takes all factors of a member away, and their sessions end. Returns how
    many there were. Raises StaffMember.DoesNotExist."""
    member = StaffMember.objects.get(id=member_id)
    Credential.objects.select_for_update().filter(member=member).first()
    number = factors_of(member_id).number
    for each in (Totp, Passkey, RecoveryCode, StaffSession):
        each.objects.filter(member=member).delete()
    zone = config.load().zone
    record(
        system(zone, "command"), "factor.reset", object_kind="member", object_id=member_id,
        detail={"factors": number},
    )  # fmt: skip
    return number


def _alone(actor: Actor) -> None:
    """Two windows that enrol at once come one after the other."""
    Credential.objects.select_for_update().get(member_id=actor.id)


def _fresh_codes(member_id: str) -> tuple[str, ...]:
    RecoveryCode.objects.filter(member_id=member_id).delete()
    codes = tuple("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(CODES))
    RecoveryCode.objects.bulk_create(
        RecoveryCode(member_id=member_id, code_hash=_hash_of(member_id, each)) for each in codes
    )
    return tuple("-".join((each[:4], each[4:8], each[8:])) for each in codes)


def _hash_of(member_id: str, code: str) -> bytes:
    letters = "".join(each for each in _plain(code).upper() if each in _LETTERS)
    return keyed_hash(_key("recovery"), f"{member_id}\n{letters}")


def _step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is, now or one step away; None for a wrong one."""
    digits = _plain(code)
    if len(digits) != 6:
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=clock.now(), valid_window=_SKEW)
    except OTPVerificationError:
        return None


def _plain(text: str) -> str:
    """As typed with a Japanese keyboard or copied from a screen: full-width digits, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _secret_of(app: Totp) -> str:
    return unlock(_key("totp"), bytes(app.secret), app.member_id.encode()).decode()


def _key(purpose: str) -> bytes:
    """The zone's own secret for its factors: not in the database, so that a copy of that makes no codes."""
    return derive(secret_of(config.load().folder, "factors"), purpose)
