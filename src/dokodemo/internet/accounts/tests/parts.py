"""The real parts that the tests of accounts, keeper and inbox run against: a keeper process, an SMTP server, the
provider's double. Each pytest process has its own, in a folder and on ports of its own."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from lxml import html

from dokodemo.base import config
from dokodemo.base.config import ZoneConfig
from dokodemo.internet.accounts import card
from dokodemo.internet.keeper import client as keeper_client

SECONDS = 20.0
CHECKOUT = Path(__file__).resolve().parents[5]
# Of doubles/people.yaml: invented.
SAKURA = ("3f0c7a52d1b84e6f9c21a07be5d94381", "1234")
KENICHI = ("81d5be60c94f4a1f8a7e3c20f6b91d47", "2345")


def provider_folder() -> Path:
    """Where the provider of the test's house keeps its keys (the root conftest made it)."""
    return Path(os.environ["DOKODEMO_TEST_HOME"]) / "doubles" / "oidc"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.02)


@dataclass(frozen=True)
class Mail:
    to: str
    sender: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """The path of the one address in the mail."""
        (address,) = re.findall(r"https?://\S+", self.text)
        public = config.load().public_url
        assert address.startswith(public)
        path: str = address.removeprefix(public)
        return path


class PostOffice:
    """A real SMTP server that keeps what it takes."""

    def __init__(self, port: int) -> None:
        self.mails: list[Mail] = []
        self._port = port

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(
            Mail(envelope.rcpt_tos[0], envelope.mail_from, str(message["Subject"]), message.get_content())
        )
        return "250 OK"


class KeeperProcess:
    """The keeper as it runs in a house: a process of its own."""

    def __init__(self, path: Path) -> None:
        self._env = {**os.environ, config.VARIABLE: str(path)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, clock_offset: float = 0) -> None:
        command = [sys.executable, "-P", "-c", "from dokodemo.internet import keeper; keeper.run()"]
        paths = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        env = {**self._env, **paths, "DOKODEMO_CLOCK_OFFSET": str(clock_offset)}
        self._process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        wait_for(self._answers, "the keeper")

    def _answers(self) -> bool:
        try:
            keeper_client.ping()
        except keeper_client.KeeperAway:
            return False
        return True

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    @property
    def is_running(self) -> bool:
        return self._process is not None


class Provider:
    """The provider's double and somebody's phone in front of it."""

    def __init__(self, house: ZoneConfig, folder: Path) -> None:
        assert house.oidc is not None
        self.base = house.oidc.internal_url
        self.host = house.oidc.issuer.split("/")[2]
        command = [sys.executable, "-m", "doubles.oidc", "--port", self.base.rpartition(":")[2]]
        command += ["--folder", str(folder), "--issuer", house.oidc.issuer]
        self._process = subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.DEVNULL)
        wait_for(self._answers, "the provider's double")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.base}/health", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def approve(self, authorize: str, who: tuple[str, str] = SAKURA, *, cancel: bool = False) -> str:
        """Open the address a browser was sent to, choose a person, type the PIN. Returns where it goes from there."""
        with httpx.Client(base_url=self.base, headers={"Host": self.host}, trust_env=False) as phone:
            asked = phone.get(authorize.partition(self.host)[2])
            assert asked.status_code == 303, asked.text
            place = asked.headers["location"]
            form = html.fromstring(phone.get(place).content).forms[0]
            form.fields["person"] = who[0]
            fields = {"person": who[0], "pin": who[1]} | ({"cancel": "1"} if cancel else {})
            answer = phone.post(place, data=fields)
            assert answer.status_code == 303, answer.text
            return str(answer.headers["location"])


@pytest.fixture(scope="session")
def own_house() -> Iterator[ZoneConfig]:
    """A zone.toml like the one that was given, with a folder and ports of this process's own."""
    folder = Path(tempfile.mkdtemp(prefix="dkr-"))
    given = config.load()
    shutil.copytree(given.keys, folder / "keys")
    text = Path(os.environ[config.VARIABLE]).read_text(encoding="utf-8")
    text = re.sub(r'(?m)^"folder" = ".*"$', f'"folder" = "{folder}"', text)
    text = re.sub(r'(?m)^("internal_url" = ).*$', rf'\1"http://127.0.0.1:{free_port()}"', text)
    text = re.sub(r'(?ms)(^\[smtp\].*?^"port" = )\d+', rf"\g<1>{free_port()}", text)
    path = folder / "zone.toml"
    path.write_text(text, encoding="utf-8")
    house = config.read(path)
    assert (house.folder, house.smtp.port) != (given.folder, given.smtp.port)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config, "load", lambda: house)
        card._app.cache_clear()
        yield house
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _keeper(own_house: ZoneConfig) -> Iterator[KeeperProcess]:
    process = KeeperProcess(own_house.folder / "zone.toml")
    process.start()
    yield process
    if process.is_running:
        process.kill()


@pytest.fixture
def keeper(_keeper: KeeperProcess) -> Iterator[KeeperProcess]:
    """A running keeper; a test that killed it gets it back afterwards."""
    yield _keeper
    if not _keeper.is_running:
        _keeper.start()


@pytest.fixture(scope="session")
def _post(own_house: ZoneConfig) -> Iterator[PostOffice]:
    office = PostOffice(own_house.smtp.port)
    office.open()
    yield office
    office.close()


@pytest.fixture
def post(_post: PostOffice, settings: Any, own_house: ZoneConfig) -> PostOffice:
    """An empty post office, where Django sends its mail too."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = own_house.smtp.port
    _post.mails.clear()
    return _post


@pytest.fixture(scope="session")
def provider(own_house: ZoneConfig) -> Iterator[Provider]:
    """The provider's double, with the client that the test house registered."""
    double = Provider(own_house, provider_folder())
    yield double
    double.stop()
