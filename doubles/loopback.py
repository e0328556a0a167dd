"""A double never listens to anybody but this computer: it lets everybody be anybody."""

import ipaddress


class NotLoopback(Exception):
    """The address is not one of this computer's own; the message names it."""


def only_loopback(address: str) -> str:
    """`address`, if it is a numeric loopback address. Names are refused: they may resolve to anything."""
    try:
        is_loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise NotLoopback(f"A double only listens on this computer (127.0.0.1 or ::1), not on {address!r}.")
    return address
