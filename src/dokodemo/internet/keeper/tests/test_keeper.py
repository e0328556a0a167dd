"""The keeper as a process: what it gives, to whom, and what it refuses."""

import json
import os
import socket
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from dokodemo.base import clock
from dokodemo.base.config import ZoneConfig
from dokodemo.base.crypto import public_of
from dokodemo.catalog.terms import EASY
from dokodemo.internet.accounts.tests.parts import KeeperProcess, PostOffice, provider_folder
from dokodemo.internet.keeper import client, server, wire
from dokodemo.internet.keeper.store import LINK_SECONDS, Store
from doubles.oidc_keys import signing_key

ADDRESS = "tsubame.kaito@example.jp"
Sign = Callable[..., str]


@pytest.fixture
def sign(own_house: ZoneConfig) -> Sign:
    """Identity tokens with the real signature of the provider's double."""
    key = signing_key(provider_folder())
    oidc = own_house.oidc
    assert oidc is not None

    def make(subject: str, by: ECKey | OctKey = key, alg: str = "ES256", **changed: Any) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": oidc.issuer, "sub": subject, "aud": oidc.client_id, "iat": now, "exp": now + 300,
            "jti": uuid.uuid4().hex, "acr": "aal3",
        } | changed  # fmt: skip
        left = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": alg, "kid": key.kid}, left, by, algorithms=[alg])

    return make


@pytest.fixture
def subject() -> str:
    return uuid.uuid4().hex


def refused(code: str) -> Any:
    return pytest.raises(client.Refused, match=f"^{code}$")


def test_the_first_token_makes_an_account_and_the_next_opens_the_same(
    keeper: KeeperProcess, sign: Sign, subject: str
) -> None:
    first = client.unwrap_by_token(sign(subject)).opened
    again = client.unwrap_by_token(sign(subject)).opened
    assert first.new
    assert not again.new
    assert (first.account, first.private) == (again.account, again.private)
    assert public_of(first.private) == first.public


def test_a_token_opens_only_its_own_account(keeper: KeeperProcess, sign: Sign, subject: str) -> None:
    mine = client.unwrap_by_token(sign(subject)).opened
    other = client.unwrap_by_token(sign(subject + "0")).opened
    assert mine.account != other.account
    assert mine.private != other.private


def test_a_token_is_taken_once(keeper: KeeperProcess, sign: Sign, subject: str) -> None:
    token = sign(subject)
    client.unwrap_by_token(token)
    with refused("token_used"):
        client.unwrap_by_token(token)


def test_a_second_signature_over_the_same_token_does_not_make_it_new(
    keeper: KeeperProcess, sign: Sign, subject: str
) -> None:
    """Of (r, s) anybody makes (r, n-s), which verifies as well."""
    token = sign(subject)
    client.unwrap_by_token(token)
    with refused("token_used"):
        client.unwrap_by_token(_other_signature(token))


def _other_signature(token: str) -> str:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    signed, _, signature = token.rpartition(".")
    raw = urlsafe_b64decode(signature.encode())
    other = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    return f"{signed}.{urlsafe_b64encode(other).decode()}"


def test_the_other_signature_is_really_valid(keeper: KeeperProcess, sign: Sign, subject: str) -> None:
    """Else the test before could not fail."""
    assert client.unwrap_by_token(_other_signature(sign(subject))).subject == subject


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"aud": "RP99999999"}, "token_audience"),
        ({"aud": ["RP00000001", "RP99999999"]}, "token_audience"),
        ({"aud": None}, "token_audience"),
        ({"iss": "http://id.localhost:8120/api/realms/other"}, "token_issuer"),
        ({"acr": "aal2"}, "token_level"),
        ({"acr": None}, "token_level"),
        ({"iat": "old"}, "token_stale"),
        ({"iat": None}, "token_stale"),
        ({"sub": ""}, "token_subject"),
        ({"sub": 7}, "token_subject"),
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    keeper: KeeperProcess, sign: Sign, subject: str, changed: dict[str, Any], code: str
) -> None:
    with refused(code):
        client.unwrap_by_token(sign(**({"subject": subject} | _renamed(changed))))


def _renamed(changed: dict[str, Any]) -> dict[str, Any]:
    return {("subject" if name == "sub" else name): value for name, value in changed.items()}


@pytest.mark.parametrize("seconds", [-301, -3600, 120])
def test_a_token_that_is_not_fresh_is_refused(
    keeper: KeeperProcess, sign: Sign, subject: str, seconds: int
) -> None:
    at = int(clock.now().timestamp()) + seconds
    with refused("token_stale"):
        client.unwrap_by_token(sign(subject, iat=at, exp=at + 7200))


def test_an_expired_token_is_refused(keeper: KeeperProcess, sign: Sign, subject: str) -> None:
    with refused("token_stale"):
        client.unwrap_by_token(sign(subject, exp=int(clock.now().timestamp()) - 90))


def test_another_key_another_algorithm_and_garbage_are_refused(
    keeper: KeeperProcess, sign: Sign, subject: str
) -> None:
    own = sign(subject)
    header, payload, signature = own.split(".")
    foreign = ECKey.generate_key("P-256")
    secret = OctKey.import_key(json.dumps(foreign.as_dict(private=False)))
    for token in (
        sign(subject, by=foreign),
        sign(subject, by=secret, alg="HS256"),
        f"{header}.{sign(subject + '1').split('.')[1]}.{signature}",
        f"{header}.{payload}.",
        "eyJhbGciOiJub25lIn0." + payload + ".",
        "",
        "a.b.c",
        "…",
    ):
        with refused("token_signature"):
            client.unwrap_by_token(token)
    assert client.unwrap_by_token(own).opened.new  # it was not used up by the attempts


def test_only_who_holds_the_key_may_have_it_shredded(keeper: KeeperProcess, sign: Sign, subject: str) -> None:
    mine = client.unwrap_by_token(sign(subject)).opened
    other = client.unwrap_by_token(sign(subject + "0")).opened
    with refused("not_its_key"):
        client.shred(mine.account, other.private)
    client.shred(mine.account, mine.private)
    client.shred(mine.account, mine.private)  # again: nothing to do
    anew = client.unwrap_by_token(sign(subject)).opened
    assert anew.new
    assert anew.account != mine.account
    assert anew.private != mine.private


def test_shredding_leaves_nothing_on_disk(
    keeper: KeeperProcess, own_house: ZoneConfig, sign: Sign, subject: str
) -> None:
    def named() -> list[Path]:
        return [path for path in _files(own_house) if str(opened.account) in path.name or _holds(path)]

    def _holds(path: Path) -> bool:
        return str(opened.account).encode() in path.read_bytes()

    opened = client.unwrap_by_token(sign(subject)).opened
    assert len(named()) == 2
    client.shred(opened.account, opened.private)
    assert named() == []


def _files(house: ZoneConfig) -> list[Path]:
    return [path for path in (house.folder / "keeper").rglob("*") if path.is_file()]


def test_the_folder_tells_no_key_no_subject_and_no_address(
    keeper: KeeperProcess, own_house: ZoneConfig, post: PostOffice, sign: Sign, subject: str
) -> None:
    opened = client.unwrap_by_token(sign(subject)).opened
    client.mail_link(ADDRESS, "ja", "/my")
    assert _files(own_house)
    for path in _files(own_house):
        content = path.read_bytes() + path.name.encode()
        for secret in (opened.private, opened.private.hex().encode(), subject.encode(), b"tsubame"):
            assert secret not in content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(own_house.keeper_socket.stat().st_mode) == 0o600


def test_a_killed_keeper_has_lost_nothing(
    keeper: KeeperProcess, post: PostOffice, sign: Sign, subject: str
) -> None:
    used = sign(subject)
    before = client.unwrap_by_token(used).opened
    client.mail_link(ADDRESS, "ja", "/apply/x")
    keeper.kill()
    with pytest.raises(client.KeeperAway):
        client.ping()
    keeper.start()
    with refused("token_used"):
        client.unwrap_by_token(used)
    assert client.unwrap_by_token(sign(subject)).opened.private == before.private
    assert client.unwrap_by_mail(_token(post)).next == "/apply/x"


def _token(post: PostOffice) -> str:
    return post.mails[-1].link.rpartition("/")[2]


def test_a_mail_link_opens_the_account_of_its_address_once(keeper: KeeperProcess, post: PostOffice) -> None:
    client.mail_link("  ＴＳＵＢＡＭＥ.kaito@Example.JP ", "en", "/my")
    first = client.unwrap_by_mail(_token(post))
    assert (first.email, first.language) == (ADDRESS, "en")
    with refused("link_used"):
        client.unwrap_by_mail(_token(post))
    client.mail_link(ADDRESS, "ja", "/my")
    assert client.unwrap_by_mail(_token(post)).opened.private == first.opened.private


def test_two_who_use_a_link_at_once_do_not_both_get_in(keeper: KeeperProcess, post: PostOffice) -> None:
    def use(token: str) -> bool:
        try:
            client.unwrap_by_mail(token)
        except client.Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            client.mail_link(ADDRESS, "ja", "/my")
            assert sum(pool.map(use, [_token(post)] * 8)) == 1


def test_two_first_sign_ins_at_once_make_one_account(keeper: KeeperProcess, sign: Sign, subject: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(
            pool.map(lambda token: client.unwrap_by_token(token).opened, [sign(subject) for _ in range(8)])
        )
    assert len({(each.account, each.private) for each in opened}) == 1
    assert sum(each.new for each in opened) == 1


def test_a_link_ends_after_thirty_minutes(keeper: KeeperProcess, post: PostOffice) -> None:
    client.mail_link(ADDRESS, "ja", "/my")
    keeper.kill()
    keeper.start(clock_offset=30 * 60 + 5)
    with refused("link_expired"):
        client.unwrap_by_mail(_token(post))
    keeper.kill()


def test_who_reads_plain_japanese_gets_such_mails(keeper: KeeperProcess, post: PostOffice) -> None:
    client.mail_link(ADDRESS, EASY, "/my")
    (mail,) = post.mails
    assert "開（ひら）いてください" in mail.text
    assert client.unwrap_by_mail(_token(post)).language == EASY


def test_the_caller_cannot_bend_the_mail(keeper: KeeperProcess, post: PostOffice) -> None:
    """What a hijacked web process may choose: the address, the language, a path of our own site."""
    client.mail_link(ADDRESS, "xx", "https://evil.example/")
    (mail,) = post.mails
    assert mail.to == ADDRESS
    assert mail.link.startswith("/sign-in/mail/")
    assert "evil" not in mail.text
    assert client.unwrap_by_mail(_token(post)).next == "/my"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@b",
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "a b@c.example",
        "x" * 300,
    ],
)
def test_what_is_no_address_gets_no_mail(keeper: KeeperProcess, post: PostOffice, address: str) -> None:
    with refused("address"):
        client.mail_link(address, "ja", "/my")
    assert post.mails == []


def test_a_closed_post_office_is_told(keeper: KeeperProcess, post: PostOffice) -> None:
    post.close()
    try:
        with refused("post_away"):
            client.mail_link(ADDRESS, "ja", "/my")
    finally:
        post.open()


def test_a_link_to_confirm_an_address_does_not_sign_in_and_is_its_accounts_own(
    keeper: KeeperProcess, post: PostOffice
) -> None:
    mine, other = uuid.uuid4(), uuid.uuid4()
    client.confirm_link(mine, ADDRESS, "ja")
    with refused("link_used"):
        client.unwrap_by_mail(_token(post))
    client.confirm_link(mine, ADDRESS, "ja")
    with refused("link_of_another"):
        client.confirm(other, _token(post))
    client.confirm_link(mine, ADDRESS, "ja")
    assert client.confirm(mine, _token(post)).email == ADDRESS
    client.mail_link(ADDRESS, "ja", "/my")
    with refused("link_used"):
        client.confirm(mine, _token(post))


@pytest.mark.parametrize(
    "asked",
    [
        {"do": "unwrap", "account": str(uuid.uuid4())},
        {"do": "unwrap_by_token"},
        {"do": "unwrap_by_token", "id_token": 5},
        {"do": "shred", "account": "x", "private": "00"},
        {"do": "shred", "account": str(uuid.uuid4()), "private": "zz"},
        {"do": ["ping"]},
        {},
    ],
)
def test_nonsense_is_refused_and_the_connection_lives_on(
    keeper: KeeperProcess, own_house: ZoneConfig, asked: dict[str, Any]
) -> None:
    with wire.Address(own_house.keeper_socket) as address, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        wire.send(connection, asked)
        answer = wire.receive(connection)
        assert answer is not None
        assert answer.keys() == {"error"}
        wire.send(connection, {"do": "ping"})
        assert wire.receive(connection) == {"ok": True}


@pytest.mark.parametrize("raw", [b"\xff\xff\xff\xff", b"\0\0\0\5[1,2", b"\0\0\0\2[]", b"\0\0\0\3{x}", b"\0"])
def test_broken_frames_end_the_connection_and_nothing_else(
    keeper: KeeperProcess, own_house: ZoneConfig, raw: bytes
) -> None:
    with wire.Address(own_house.keeper_socket) as address, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        assert connection.recv(1) == b""
    client.ping()


def test_a_second_keeper_does_not_take_the_socket(keeper: KeeperProcess, own_house: ZoneConfig) -> None:
    with pytest.raises(RuntimeError, match="another keeper"):
        server.serve(own_house)
    client.ping()


def test_old_links_and_used_tokens_are_swept(own_house: ZoneConfig, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put_link(b"old", {"purpose": "link"})
    store.put_link(b"young", {"purpose": "link"})
    assert store.take_once(b"old")
    (link,) = [path for path in (tmp_path / "links").iterdir() if path.name == _hash(b"link" + b"old")]
    (used,) = (tmp_path / "used").iterdir()
    for path in (link, used):
        os.utime(path, (time.time() - LINK_SECONDS - 5,) * 2)
    again = Store(tmp_path)
    assert again.take_once(b"new")
    assert again.take_link(b"old") is None
    assert again.take_link(b"young") == {"purpose": "link"}
    assert len(list((tmp_path / "used").iterdir())) == 1


def _hash(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def test_the_keeper_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from dokodemo.internet.keeper import server; "
        "print([name for name in ('django', 'psycopg') if name in sys.modules])"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    answer = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": paths}, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
