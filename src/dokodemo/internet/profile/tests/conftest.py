import os

if os.environ.get("DOKODEMO_ZONE") == "internet":
    from dokodemo.internet.apply.tests.city import city, umikaze

    __all__ = ["city", "umikaze"]
else:
    collect_ignore_glob = ["test_*.py"]
