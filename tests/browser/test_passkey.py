"""A passkey in a real browser, with an authenticator that Chromium plays (WebAuthn, Level 2, 11: virtual authenticators)."""

from playwright.sync_api import Browser, CDPSession, Page, expect

from dokodemo.operate.house import House
from tests.browser import road
from tests.browser.chromium import window

MEMBER = "hoken1"


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """A USB key in this browser; its owner touches it when it is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_a_passkey_is_added_signs_in_and_is_removed(town: House, browser: Browser) -> None:
    desk = town.public_url("core")
    with window(browser) as page:
        session, device = plug_in(page)
        road.staff_sign_in(town, page, "core", MEMBER)
        page.goto(f"{desk}/security/passkey")
        page.locator("#name").fill("青い鍵")
        road.press(page, "#use-passkey")
        expect(page.locator(".recovery-codes li")).to_have_count(10)
        kept = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        assert [each["rpId"] for each in kept] == [town.host("core")]
        road.press(page, "form[action='/sign-out'] button")

        road.staff_sign_in(town, page, "core", MEMBER)
        assert page.url == f"{desk}/sign-in/second"
        _without_it(town, browser)
        road.press(page, "#use-passkey")
        assert page.url == f"{desk}/"

        page.goto(f"{desk}/security")
        expect(page.locator("dt:has-text('青い鍵')")).to_be_visible()
        road.press(page, "a[href^='/security/remove']")
        page.locator("#password").fill(f"umikaze-{MEMBER}")
        road.press(page, "main form button")
        expect(page.locator("dt:has-text('青い鍵')")).to_have_count(0)
        road.press(page, "button[name=everywhere]")
        assert page.url == f"{desk}/sign-in"


def _without_it(town: House, browser: Browser) -> None:
    """Who knows the password and has another key stays out, and the page says that it did not work."""
    with window(browser) as page:
        plug_in(page)
        road.staff_sign_in(town, page, "core", MEMBER)
        page.locator("#use-passkey").click()
        expect(page.locator("[data-failed]")).to_be_visible()
        assert page.url == f"{town.public_url('core')}/sign-in/second"
        page.goto(town.public_url("core"))
        assert "/sign-in" in page.url
