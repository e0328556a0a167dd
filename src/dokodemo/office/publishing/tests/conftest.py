import os

if os.environ.get("DOKODEMO_ZONE") == "office":
    from dokodemo.casework.conftest import at_desk, catalog, here, office_people
    from dokodemo.gateway.tests.conftest import as_zone, zones

    __all__ = ["as_zone", "at_desk", "catalog", "here", "office_people", "zones"]
else:
    collect_ignore_glob = ["test_*.py"]
