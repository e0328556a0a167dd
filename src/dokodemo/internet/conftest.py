"""What tests of this zone may ask for, once for all rooms: the real parts of one house, and the sample city."""

import os

if os.environ.get("DOKODEMO_ZONE") == "internet":
    from dokodemo.internet.accounts.tests.city import city, kept_city
    from dokodemo.internet.accounts.tests.parts import _keeper, _post, keeper, own_house, post, provider
    from dokodemo.internet.accounts.tests.people import browser, other_browser

    __all__ = [
        "_keeper", "_post", "browser", "city", "keeper", "kept_city", "other_browser", "own_house", "post", "provider",
    ]  # fmt: skip
