"""The real parts that tests of this zone may ask for: once for all rooms, because a session's parts are one house."""

import os

if os.environ.get("DOKODEMO_ZONE") == "internet":
    from dokodemo.internet.accounts.tests.parts import _keeper, _post, keeper, own_house, post, provider
    from dokodemo.internet.accounts.tests.people import browser, other_browser

    __all__ = ["_keeper", "_post", "browser", "keeper", "other_browser", "own_house", "post", "provider"]
