import os

if os.environ.get("DOKODEMO_ZONE") == "internet":
    from dokodemo.internet.inbox.tests.inside import city, inside, sakura, umikaze

    __all__ = ["city", "inside", "sakura", "umikaze"]
else:
    collect_ignore_glob = ["test_*.py"]
