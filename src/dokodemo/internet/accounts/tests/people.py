"""Browsers of residents, in front of this process's pages."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from dokodemo.base import sessions
from dokodemo.base.config import ZoneConfig
from dokodemo.internet.accounts import queries
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.accounts.tests.parts import SAKURA, KeeperProcess, PostOffice, Provider


class Browser(Client):
    """Django's client at the zone's own host, with what a browser does at a sign-in."""

    def __init__(self, house: ZoneConfig) -> None:
        super().__init__(headers={"host": house.host}, enforce_csrf_checks=False)

    def with_card(self, provider: Provider, who: tuple[str, str] = SAKURA, back: str = "/my") -> Any:
        """Sign in with the card; the answer to the provider's coming back."""
        return self.come_back(provider.approve(self.to_provider(back), who))

    def to_provider(self, back: str = "/my") -> str:
        """Press the button; where the browser is sent."""
        sent = self.post("/sign-in/card", {"next": back})
        assert sent.status_code == 303, sent.content.decode()
        return str(sent["Location"])

    def come_back(self, address: str) -> Any:
        """Follow the provider's redirect to our callback."""
        parts = urlsplit(address)
        return self.get(f"{parts.path}?{parts.query}")

    def with_mail(self, post: PostOffice, address: str, back: str = "/my") -> Any:
        """Ask for a link, open the mail, press the button."""
        assert self.post("/sign-in/mail", {"email": address, "next": back}).status_code == 303
        return self.post(post.mails[-1].link)

    @property
    def token(self) -> sessions.Token | None:
        morsel = self.cookies.get(sessions.COOKIE)
        return sessions.parse(morsel.value) if morsel else None

    @property
    def resident(self) -> Resident:
        """Who is signed in here."""
        assert self.token is not None
        found = queries.resident(self.token)
        assert found is not None
        return found


@pytest.fixture
def browser(db: None, own_house: ZoneConfig, keeper: KeeperProcess) -> Browser:
    return Browser(own_house)


@pytest.fixture
def other_browser(db: None, own_house: ZoneConfig, keeper: KeeperProcess) -> Browser:
    return Browser(own_house)
