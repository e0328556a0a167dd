import os

if os.environ.get("DOKODEMO_ZONE") == "office":
    from dokodemo.casework.conftest import at_desk, catalog, here, office_people

    __all__ = ["at_desk", "catalog", "here", "office_people"]
else:
    collect_ignore_glob = ["test_*.py"]
