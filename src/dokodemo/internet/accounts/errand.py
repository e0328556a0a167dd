"""What a sign-in with the card must remember while the browser is at the provider: one errand, one answer."""

from dokodemo.base.lockedcookie import LockedCookie

COOKIE = "__Host-signin"
SECONDS = 600

errand = LockedCookie(COOKIE, "signin", SECONDS)
keep, recall, forget = errand.keep, errand.recall, errand.forget
