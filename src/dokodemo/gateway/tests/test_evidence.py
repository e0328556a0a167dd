import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from dokodemo.base.config import Oidc
from dokodemo.gateway import evidence
from dokodemo.gateway.evidence import EvidenceResult, verify_identity
from dokodemo.gateway.tests.conftest import AsZone

ISSUER = "https://id.umikaze.example/realms/main"
CLIENT = "RP00000001"
ARRIVED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
KEY = ECKey.generate_key("P-256", {"kid": "1"})

Verify = Callable[..., EvidenceResult]


def token(key: Any = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    issued = int(ARRIVED.timestamp()) - 600
    given = {
        "iss": ISSUER,
        "sub": "person-1",
        "aud": CLIENT,
        "iat": issued,
        "exp": issued + 300,
        "acr": "aal3",
    }
    payload = {name: value for name, value in (given | claims).items() if value is not ...}
    return jws.serialize_compact(header or {"alg": "ES256", "kid": "1"}, json.dumps(payload), key)


@pytest.fixture
def verify(as_zone: AsZone, tmp_path: Path) -> Verify:
    """Core, which has no client of its own, believes one provider and one audience."""
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [KEY.as_dict(private=False)], "audiences": [CLIENT]}))

    def run(id_token: Any = None, *, zone: dict[str, Any] | None = None, **given: Any) -> EvidenceResult:
        with as_zone("core", **({"issuers": {ISSUER: keys}} | (zone or {}))):
            return verify_identity({"kind": "oidc", "id_token": id_token, "issuer": ISSUER} | given, ARRIVED)

    return run


def test_a_signed_token_shows_who_signed_in(verify: Verify) -> None:
    result = verify(token())
    assert (result.verified, result.problems) == (True, [])
    assert (result.kind, result.issuer, result.subject) == ("oidc", ISSUER, "person-1")


def test_a_token_may_have_ended_while_the_form_was_filled_in(verify: Verify) -> None:
    issued = int((ARRIVED - timedelta(hours=23)).timestamp())
    assert verify(token(iat=issued, exp=issued + 60)).verified


def other_key(alg: str) -> str:
    """A token as somebody makes it who has only the issuer's public key."""
    if alg == "ES256":
        return token(ECKey.generate_key("P-256"))
    head = urlsafe_b64encode(json.dumps({"alg": alg, "kid": "1"}).encode()).rstrip(b"=").decode()
    signed = f"{head}.{token().split('.')[1]}"
    public = KEY.as_pem(private=False)
    made = hmac.digest(public, signed.encode(), "sha256") if alg == "HS256" else b""
    return f"{signed}.{urlsafe_b64encode(made).rstrip(b'=').decode()}"


@pytest.mark.parametrize("alg", ["none", "HS256", "ES256"])
def test_only_the_issuers_own_key_counts(verify: Verify, alg: str) -> None:
    result = verify(other_key(alg))
    assert (result.verified, result.problems) == (False, ["signature"])


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_token_is_noticed(verify: Verify, part: int) -> None:
    parts = token().split(".")
    parts[part] = parts[part][:10] + ("A" if parts[part][10] != "A" else "B") + parts[part][11:]
    assert not verify(".".join(parts)).verified


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ({"iss": "https://other.example"}, "issuer_unknown"),
        ({"iss": 7}, "issuer_unknown"),
        ({"iss": ...}, "token_unreadable"),
        ({"aud": "RP99999999"}, "audience"),
        ({"aud": [CLIENT, "RP99999999"]}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": ...}, "audience"),
        ({"acr": "aal2"}, "level"),
        ({"acr": ...}, "level"),
        ({"sub": ...}, "subject_missing"),
        ({"sub": 5}, "subject_missing"),
        ({"iat": int(ARRIVED.timestamp()) + 61}, "issued_after_arrival"),
        ({"iat": int(ARRIVED.timestamp()) - 24 * 3600 - 1}, "issued_too_early"),
        ({"iat": ...}, "issued_at_missing"),
        ({"iat": True}, "issued_at_missing"),
        ({"iat": float("nan")}, "issued_at_missing"),
    ],
)
def test_what_a_token_does_not_show_is_said(verify: Verify, claims: dict[str, Any], problem: str) -> None:
    result = verify(token(**claims))
    assert (result.verified, result.problems) == (False, [problem])
    assert result.token_hash is not None


def test_several_audiences_of_ours_are_fine_and_none_configured_is_not(
    verify: Verify, tmp_path: Path
) -> None:
    assert verify(token(aud=[CLIENT])).verified
    bare = tmp_path / "bare.json"
    bare.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}))
    zone: dict[str, Any] = {"issuers": {ISSUER: bare}}
    assert verify(token(), zone=zone).problems == ["audience_not_configured"]
    assert verify(token(), zone=zone | {"oidc": Oidc(ISSUER, CLIENT, "http://127.0.0.1:1")}).verified
    elsewhere = Oidc("https://other.example", CLIENT, "http://127.0.0.1:1")
    assert verify(token(), zone=zone | {"oidc": elsewhere}).problems == ["audience_not_configured"]


def test_an_issuer_that_differs_from_what_the_application_says(verify: Verify) -> None:
    assert verify(token(), issuer="https://other.example").problems == ["issuer_differs"]


@pytest.mark.parametrize("given", [None, 7, "", "x", "a.b", "a.b.c", "é.é.é", "x" * 9000])
def test_something_that_is_no_token(verify: Verify, given: object) -> None:
    result = verify(given)
    assert not result.verified
    assert result.problems[0] in {"token_missing", "token_unreadable"}


@pytest.mark.parametrize("kind", ["mail", "none"])
def test_where_nothing_can_be_verified_it_is_said(kind: str) -> None:
    result = verify_identity({"kind": kind, "email_verified": True, "id_token": token()}, ARRIVED)
    assert (result.verified, result.subject, result.problems) == (False, None, [f"{kind}_only"])
    assert verify_identity({"kind": ["oidc"]}, ARRIVED).problems == ["kind_unknown"]
    assert verify_identity({}, ARRIVED).problems == ["none_only"]


def test_the_same_token_has_the_same_hash_however_its_signature_is_spelt(verify: Verify) -> None:
    """ECDSA signatures can be written in a second way by anybody; a token seen before must not hide so."""
    one = token()
    signature = one.rpartition(".")[2]
    respelt = one[: -len(signature)] + ("A" if signature[0] != "A" else "B") + signature[1:]
    assert verify(one).token_hash == verify(respelt).token_hash != verify(token(sub="person-2")).token_hash


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["kind", "id_token", "issuer", "claims", "at"]), st.one_of(
    st.none(), st.integers(), st.text(), st.just("oidc"), st.lists(st.text()), st.just(token()))))  # fmt: skip
def test_whatever_the_outer_zone_writes_it_is_judged_and_never_raises(
    verify: Verify, given: dict[str, Any]
) -> None:
    result = verify(**given)
    assert result.verified is (result.problems == [])


def test_every_problem_has_words() -> None:
    codes = ["mail_only", "none_only", "kind_unknown", "token_missing", "token_unreadable", "issuer_unknown",
             "issuer_differs", "signature", "subject_missing", "audience", "audience_not_configured",
             "issued_at_missing", "issued_after_arrival", "issued_too_early"]  # fmt: skip
    source = Path(evidence.__file__).read_text("utf-8")
    translations = (Path(evidence.__file__).parent / "locale/en/LC_MESSAGES/django.po").read_text("utf-8")
    for code in codes:
        with translation.override("ja"):
            words = evidence.explain(code)
        assert words != code
        assert words in source
        assert f'msgid "{words}"' in translations
