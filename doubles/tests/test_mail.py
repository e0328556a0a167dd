"""The mail double: what is sent by SMTP is shown and nowhere else."""

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from starlette.testclient import TestClient

from doubles.loopback import NotLoopback, only_loopback
from doubles.mail import Box, application


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(application(Box(), "127.0.0.1", 0), base_url="http://mail.localhost:8126") as running:
        yield running


def send(
    client: TestClient, subject: str = "お知らせ", text: str = "届きました https://x.example/a?b=1"
) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "city@umikaze.example", "header@example.jp"
    message.set_content(text)
    port: int = client.app.state.smtp_port  # type: ignore[attr-defined]
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
        smtp.send_message(message, to_addrs=["real@example.jp"])


def messages(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/messages").json()["messages"]
    return found


def test_keeps_what_was_sent(client: TestClient) -> None:
    send(client)
    (mail,) = messages(client)
    assert mail["subject"] == "お知らせ"
    assert mail["to"] == ["real@example.jp"]
    assert mail["sender"] == "city@umikaze.example"
    assert "届きました" in mail["text"]


def test_shows_it_with_clickable_addresses_and_nothing_live(client: TestClient) -> None:
    send(client, "<script>alert(1)</script>", 'a <b> "q" https://x.example/?a=1&b=<i> 。')
    listed = client.get("/").text
    assert "&lt;script&gt;" in listed
    assert "<script>" not in listed
    shown = client.get("/messages/1").text
    assert '<a href="https://x.example/?a=1&amp;b=">' in shown
    assert "<b>" not in shown
    assert "<script>" not in shown


def test_forgets_when_told(client: TestClient) -> None:
    send(client)
    assert client.delete("/api/messages").status_code == 204
    assert messages(client) == []
    assert client.get("/messages/1").status_code == 404
    send(client)
    assert messages(client)[0]["id"] == 2


def test_answers_only_to_its_own_names(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "::", "192.0.2.1", "localhost", "example.jp", "", "127.0.0.1.example.jp"]
)
def test_only_this_computer(address: str) -> None:
    with pytest.raises(NotLoopback, match="only listens on this computer"):
        only_loopback(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1"])
def test_loopback_is_fine(address: str) -> None:
    assert only_loopback(address) == address


@pytest.mark.parametrize("name", ["oidc", "mail"])
def test_command_line_refuses_other_addresses(name: str) -> None:
    command = [sys.executable, "-m", f"doubles.{name}", "--host", "0.0.0.0", "--port", "1"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "only listens on this computer" in answer.stderr


def test_runs_as_a_process_of_its_own() -> None:
    with socket.socket() as page, socket.socket() as smtp:
        page.bind(("127.0.0.1", 0))
        smtp.bind(("127.0.0.1", 0))
        ports = page.getsockname()[1], smtp.getsockname()[1]
    command = [sys.executable, "-m", "doubles.mail", "--port", str(ports[0]), "--smtp-port", str(ports[1])]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert _greets(ports[1])
    finally:
        process.terminate()
        assert process.wait(10) == 0


def _greets(port: int) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=2) as smtp:
                return smtp.noop()[0] == 250
        except OSError:
            time.sleep(0.1)
    return False
