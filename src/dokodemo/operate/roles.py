"""Who may do what in the database: per zone an owner (makes tables, only during migrations) and an application role
(data only, no DDL anywhere; of the audit tables it may only read and add). Decision 15 and 18."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from dokodemo.operate import postgres

ZONES = ("internet", "office", "core", "relay")
EXTENSIONS = ("btree_gist", "pg_trgm")
# Connections a zone's application role may hold at once; the owner has 4. The sum stays under max_connections.
BUDGET = {"internet": 36, "office": 34, "core": 34, "relay": 12}
OWNER_CONNECTIONS = 4
TRAIL = "audit_row"
TRAIL_COLUMNS = (
    "actor_kind", "actor_id", "actor_name", "action", "object_kind", "object_id", "subject", "reason", "detail",
)  # fmt: skip


@dataclass(frozen=True)
class Access:
    """The two ways into one zone's database, as connection URIs."""

    owner: str
    application: str


def establish(server: postgres.Server, zone: str, folder: Path) -> Access:
    """Make the zone's roles, database and extensions, or bring them up to date. Passwords are kept in
    ``<folder>/database/*.password`` (0600)."""
    owner, app = f"{zone}_owner", f"{zone}_app"
    owner_word = postgres.secret_file(folder / "database" / "owner.password")
    app_word = postgres.secret_file(folder / "database" / "app.password")
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        _ensure_role(connection, owner, owner_word, OWNER_CONNECTIONS)
        _ensure_role(connection, app, app_word, BUDGET[zone])
        _ensure_database(connection, zone, owner)
        for database in (zone, "postgres", "template1"):
            _run(connection, "REVOKE ALL ON DATABASE {0} FROM PUBLIC", database)
        _run(connection, "GRANT CONNECT ON DATABASE {0} TO {1}", zone, app)
    with psycopg.connect(server.dsn(zone), autocommit=True) as connection:
        for extension in EXTENSIONS:
            _run(connection, "CREATE EXTENSION IF NOT EXISTS {0}", extension)
        _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _run(connection, "GRANT ALL ON SCHEMA public TO {0}", owner)
        _run(connection, "GRANT USAGE ON SCHEMA public TO {0}", app)
    return Access(
        owner=postgres.uri(server.sockets, zone, owner, owner_word),
        application=postgres.uri(server.sockets, zone, app, app_word),
    )


def grant(server: postgres.Server, database: str, role: str) -> None:
    """Give the application role what it needs of the tables that exist, and no more. After every migration."""
    with psycopg.connect(server.dsn(database)) as connection:
        grant_in(connection, role)


def grant_in(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """The same in a connection of a superuser or the owner of the tables; in its transaction."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {0}", role)
    tables = [str(row[0]) for row in rows]
    for table in tables:
        _run(connection, f"GRANT {_rights(table)} ON TABLE {{0}} TO {{1}}", table, role)
    if TRAIL in tables:
        # Its number and its time are the database's: who could choose them could hide a row from the sealer.
        _run(connection, f"GRANT INSERT ({', '.join(TRAIL_COLUMNS)}) ON TABLE {{0}} TO {{1}}", TRAIL, role)
    _run(connection, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {0}", role)


def _rights(table: str) -> str:
    if table == TRAIL:
        return "SELECT"
    if table.startswith("audit_"):
        return "SELECT, INSERT"
    if table == "django_migrations":
        return "SELECT"
    return "SELECT, INSERT, UPDATE, DELETE"


def identifier_of(server: postgres.Server) -> str:
    """The number PostgreSQL gave this cluster when it was made: what is remembered of another cluster is void."""
    with psycopg.connect(server.dsn("postgres")) as connection:
        row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
    if row is None:
        raise postgres.PostgresError("The cluster does not tell its identifier.")
    return str(row[0])


def _ensure_role(
    connection: psycopg.Connection[tuple[object, ...]], role: str, word: str, limit: int
) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if not known:
        _run(connection, "CREATE ROLE {0} LOGIN", role)
    statement = (
        "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
        "CONNECTION LIMIT {} PASSWORD {}"
    )
    connection.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(limit), sql.Literal(word)))


def _ensure_database(connection: psycopg.Connection[tuple[object, ...]], name: str, owner: str) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        _run(connection, "CREATE DATABASE {0} OWNER {1}", name, owner)
    _run(connection, "ALTER DATABASE {0} OWNER TO {1}", name, owner)


def _run(connection: psycopg.Connection[tuple[object, ...]], statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
