"""What an application brings to show who sent it, checked again inside: the outer zone is not believed (decision 6).

An identity token shows that this person signed in at that time; it is not bound to what was written."""

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dokodemo.base import config

# デジタル認証アプリ signs its identity tokens so.
ALGORITHMS = ("ES256",)
LEVEL = "aal3"  # card and PIN; the request for it went through the resident's browser
OLDEST = timedelta(hours=24)
CLOCKS_DIFFER = timedelta(seconds=60)
MAX_TOKEN = 8192


@dataclass(frozen=True)
class EvidenceResult:
    """What the evidence shows. `verified` only when a believed provider's signature covers `issuer` and `subject`.

    `problems` are codes (``explain`` puts them in words). `token_hash`: SHA-256 of what the provider signed, the
    same for every spelling of its signature, so that a room can tell a token seen before; None without a token."""

    kind: str
    issuer: str | None
    subject: str | None
    verified: bool
    problems: list[str]
    token_hash: str | None


class _Unproven(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def verify_identity(evidence: Mapping[str, Any], arrived_at: datetime) -> EvidenceResult:
    """Check an application's evidence against its time of arrival. Never raises for what the outer zone wrote.

    The token's own end (``exp``) may be past: a form takes longer than a token lives; what counts is that it was
    issued at most 24 hours before the arrival and not after it."""
    kind = str(evidence.get("kind", "none"))
    if kind in ("mail", "none"):
        return EvidenceResult(kind, None, None, False, [f"{kind}_only"], None)
    if kind != "oidc":
        return EvidenceResult("unknown", None, None, False, ["kind_unknown"], None)
    token = evidence.get("id_token")
    if not isinstance(token, str) or not token or len(token) > MAX_TOKEN or not token.isascii():
        return EvidenceResult(kind, None, None, False, ["token_missing"], None)
    token_hash = sha256(token.rpartition(".")[0].encode()).hexdigest()
    issuer = subject = None
    problems: list[str] = []
    try:
        claims = _signed_claims(token)
        issuer, subject = str(claims["iss"]), _subject(claims)
        if evidence.get("issuer") not in (None, issuer):
            problems.append("issuer_differs")
        if claims.get("acr") != LEVEL:
            problems.append("level")
        problems += _audience(claims, issuer) + _time(claims, arrived_at)
    except _Unproven as unproven:
        problems.append(unproven.code)
    return EvidenceResult(kind, issuer, subject, not problems, problems, token_hash)


def _signed_claims(token: str) -> dict[str, Any]:
    """The claims of a token whose signature holds for the issuer that it names. Raises _Unproven."""
    try:
        claimed = json.loads(jws.extract_compact(token.encode()).payload)
        issuer = claimed["iss"]
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _Unproven("token_unreadable") from error
    path = config.load().issuers.get(issuer) if isinstance(issuer, str) else None
    if path is None:
        raise _Unproven("issuer_unknown")
    key_set, _audiences = _keys(path, path.stat().st_mtime_ns)
    try:
        claims = json.loads(jws.deserialize_compact(token, key_set, algorithms=list(ALGORITHMS)).payload)
    except (JoseError, ValueError) as error:
        raise _Unproven("signature") from error
    if not isinstance(claims, dict):
        raise _Unproven("token_unreadable")
    return claims


@functools.lru_cache(maxsize=16)
def _keys(path: Path, changed: int) -> tuple[KeySet, frozenset[str]]:
    """An issuer's keys, and the audiences named beside them (a further member ``audiences`` of the key set: RFC 7517
    §5 lets us add it). A zone that has no client of its own learns there for whom residents' tokens are made."""
    content = json.loads(path.read_text("utf-8"))
    return KeySet.import_key_set({"keys": content["keys"]}), frozenset(content.get("audiences", ()))


def _subject(claims: dict[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise _Unproven("subject_missing")
    return subject


def _audience(claims: dict[str, Any], issuer: str) -> list[str]:
    house = config.load()
    path = house.issuers[issuer]
    believed = set(_keys(path, path.stat().st_mtime_ns)[1])
    if house.oidc and house.oidc.issuer == issuer:
        believed.add(house.oidc.client_id)
    named = claims.get("aud")
    audiences = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    if not believed:
        return ["audience_not_configured"]
    # A token made for others beside us could have been taken from them.
    if not audiences or any(not isinstance(each, str) or each not in believed for each in audiences):
        return ["audience"]
    return []


def _time(claims: dict[str, Any], arrived_at: datetime) -> list[str]:
    issued = claims.get("iat")
    if not isinstance(issued, int | float) or isinstance(issued, bool) or not math.isfinite(issued):
        return ["issued_at_missing"]
    age = arrived_at.timestamp() - issued
    if age < -CLOCKS_DIFFER.total_seconds():
        return ["issued_after_arrival"]
    if age > OLDEST.total_seconds():
        return ["issued_too_early"]
    return []


def explain(problem: str) -> str:
    """A problem's code in words, for the desk."""
    words = {
        "mail_only": _("メールアドレスの確認だけです。本人であることの証明はありません。"),
        "none_only": _("本人であることを確かめるものは付いていません。"),
        "kind_unknown": _("本人確認の種類が分かりません。"),
        "token_missing": _("本人確認の証明が付いていません。"),
        "token_unreadable": _("本人確認の証明が読めません。"),
        "issuer_unknown": _("この区域が信頼していない発行元の証明です。"),
        "issuer_differs": _("申請に書かれた発行元と証明の発行元が違います。"),
        "signature": _("本人確認の証明の署名が正しくありません。"),
        "subject_missing": _("本人確認の証明に本人の番号がありません。"),
        "level": _("カードと暗証番号による確認ではありません。"),
        "arrival_ahead": _(
            "到達の時刻が、ここに届いた時刻より後になっています。届いた時刻で受け付けました。"
        ),
        "arrival_late": _(
            "到達から、ここに届くまでに1日以上かかっています。止まっていた区域がなかったか確かめてください。"
        ),
        "audience": _("この市ではない相手に発行された証明です。"),
        "audience_not_configured": _("証明の発行先がこの区域に設定されていません。"),
        "issued_at_missing": _("本人確認の証明に発行時刻がありません。"),
        "issued_after_arrival": _("到達より後に発行された証明です。"),
        "issued_too_early": _("到達の24時間より前に発行された証明です。"),
    }
    return words.get(problem, problem)
