"""Work on a house whose PostgreSQL runs (``dokodemo up`` in another terminal)."""

import subprocess
import sys

from dokodemo.operate import home, postgres, roles
from dokodemo.operate.house import House
from dokodemo.operate.supervisor import our_command


def superuser_uri(house: House, database: str) -> str:
    """The way in for the one who owns the house's folder."""
    password = postgres.secret_file(house.home / "postgres" / "superuser.password")
    return postgres.uri(
        postgres.sockets_of(house.home / "postgres", house.home / "sockets"), database, "postgres", password
    )


def owner_uri(house: House, station: str) -> str:
    """The way in for the owner of a station's tables."""
    password = postgres.secret_file(house.folder(station) / "database" / "owner.password")
    sockets = postgres.sockets_of(house.home / "postgres", house.home / "sockets")
    return postgres.uri(sockets, station, f"{station}_owner", password)


def migrate(house: House, station: str) -> int:
    """Bring one station's tables and rights up to date. Returns the exit code of the migration."""
    env = home.environment(house, station) | {"DOKODEMO_DATABASE_URL": owner_uri(house, station)}
    code = subprocess.run(our_command("install", "tables", station), env=env, cwd="/", check=False).returncode
    if code != 0:
        print(f"The tables of {station} were not brought up to date. Is the house up?", file=sys.stderr)
        return code
    import psycopg

    with psycopg.connect(superuser_uri(house, station)) as connection:
        roles.grant_in(connection, f"{station}_app")
    return 0
