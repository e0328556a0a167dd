"""``dokodemo``: a list of commands. Each says what it does with ``--help``."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

from dokodemo.catalog.portal import Shape
from dokodemo.catalog.words import Rule
from dokodemo.operate.house import (
    CHECKOUT,
    DEFAULT_CITY,
    DEFAULT_PORT_BASE,
    PROCESSES,
    STATIONS,
    ZONES,
    House,
    home_folder,
)

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 the answer is no, 2 asked wrongly."""
    options = _parser().parse_args(arguments)
    command: Command = options.run
    try:
        return command(options)
    except Exception as error:
        words = _in_words(error)
        if words is None:
            raise
        print(words, file=sys.stderr)
        return 2


def _in_words(error: Exception) -> str | None:
    """What went wrong around the command, as a sentence with what to do; None for what is a fault of ours."""
    from psycopg import OperationalError

    from dokodemo.base.config import ConfigError

    if isinstance(error, ConfigError):
        return str(error)
    if isinstance(error, OperationalError) or isinstance(error.__cause__, OperationalError):
        return "The zone's database does not answer. Is the house up (./run), and is --home its folder?"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dokodemo", description="The house of one city: start it, look after it."
    )

    def ask_for_one(options: argparse.Namespace) -> int:
        parser.print_help()
        return 2

    parser.set_defaults(run=ask_for_one)
    commands = parser.add_subparsers(metavar="COMMAND")
    for declare in (_declare_house, _declare_city, _declare_care, _declare_hidden):
        declare(commands)
    return parser


def _add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Command, text: str) -> argparse.ArgumentParser:  # fmt: skip
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def _with_house(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--home", type=Path, help="folder of the house (default: $DOKODEMO_HOME or var/)")
    command.add_argument("--port-base", type=int, default=DEFAULT_PORT_BASE, help="first port (default 8100)")
    return command


def _with_zone(command: argparse.ArgumentParser, zones: Sequence[str] = ZONES) -> argparse.ArgumentParser:
    command.add_argument("--home", type=Path, help="folder of the house (default: $DOKODEMO_HOME or var/)")
    command.add_argument("--zone", choices=zones, required=True, help="whose")
    return command


def _declare_house(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    up = _with_house(_add(commands, "up", _up, "bring the whole house up on this computer, until Ctrl-C"))
    up.add_argument(
        "--tour", action="store_true", help="then play the main road, stop, exit 0 only if all was true"
    )
    process = _add(
        commands, "process", _process, "be one process of one station (zone.toml: $DOKODEMO_CONFIG)"
    )
    process.add_argument("station", choices=STATIONS)
    process.add_argument("name", choices=sorted({name for names in PROCESSES.values() for name in names}))
    migrate = _with_house(
        _add(commands, "migrate", _migrate, "bring tables and rights of a running house up to date")
    )
    migrate.add_argument("station", choices=STATIONS)


def _declare_city(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = _add(commands, "check", _check, "check what a city declares: file, line, what would be right")
    check.add_argument("folder", type=Path)
    words = _add(
        commands, "words", _words, "say what could be said more plainly: file, line, what would be better"
    )
    words.add_argument("folder", type=Path)
    words.add_argument("--rule", action="append", choices=get_args(Rule), help="only this rule")
    languages = _add(commands, "languages", _languages, "say which texts of a city lack a translation")
    languages.add_argument("folder", type=Path)
    languages.add_argument(
        "--write", action="store_true", help="put them into languages/*.po for translators"
    )
    portal = _add(commands, "portal", _portal, "draft how a procedure is read that comes by マイナポータル")
    portal.add_argument("folder", type=Path)
    portal.add_argument("procedure", help="the id of ours: inu-toroku")
    portal.add_argument("--id", default="", metavar="手続ID", help="its id at the portal, where it is known")
    portal.add_argument("--shape", choices=get_args(Shape), default="csv", help="of 申請データ (default csv)")
    portal.add_argument(
        "--write", action="store_true", help="put it into portal/<procedure>.yaml, unless that is there"
    )
    _add(commands, "schema", _schema, "print the JSON Schema of what a city declares")
    table = _add(
        commands, "procedures", _procedures, "print the table of all procedures (docs/procedures.md)"
    )
    table.add_argument("folder", type=Path)
    report = _add(
        commands, "accessibility", _accessibility, "print the conformance report (docs/accessibility.md)"
    )
    report.add_argument("folder", type=Path)
    publish = _add(
        commands,
        "publish",
        _publish,
        "propose a version of what the city declares; a second person publishes it",
    )
    who = publish.add_mutually_exclusive_group(required=True)
    who.add_argument("--by", metavar="MEMBER", help="the member of staff (operator) who proposes it")
    who.add_argument(
        "--installation", action="store_true", help="publish the first version of a new house, without people"
    )
    publish.add_argument("--note", default="", help="what was changed, for the second person")
    publish.add_argument("--home", type=Path)
    publish.add_argument("--folder", type=Path, help="folder of the city (default: the house's own)")


def _declare_care(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    audit = _with_zone(
        _add(commands, "audit", _audit, "the access record: verify its chain, or print a neighbour's anchors")
    )
    audit.add_argument("action", choices=["verify", "anchors"])
    audit.add_argument("--anchors", type=Path, help="verify: what the neighbour's `audit anchors` printed")
    audit.add_argument("--of", choices=ZONES, help="anchors: the zone whose heads are printed")
    gateway = _with_zone(_add(commands, "gateway", _gateway, "the door between the zones"), STATIONS)
    gateway.add_argument("action", choices=["status", "retry", "reconcile", "restored"])
    gateway.add_argument("number", nargs="?", help="retry: the number that status gives")
    staff = _with_zone(
        _add(
            commands,
            "staff",
            _staff,
            "a member of staff: set the password, take the second factors away, or enter an administrator (office)",
        ),
        ["office", "core"],
    )
    staff.add_argument("action", choices=["set-password", "remove-factors", "add-administrator"])
    staff.add_argument("member")
    _with_zone(
        _add(commands, "holdings", _holdings, "print the register of personal information files as CSV")
    )
    figures = _with_zone(
        _add(
            commands, "figures", _figures, "the statistics of a zone: count months anew, or write open data"
        ),
        ["office", "core"],
    )
    figures.add_argument("action", choices=["count", "open-data"])
    figures.add_argument(
        "--month", help="2026-10 (default: count: those that changed; open-data: the last one that is over)"
    )
    figures.add_argument("--folder", type=Path, default=Path(), help="open-data: where the file is written")
    _with_zone(
        _add(
            commands,
            "reorganise",
            _reorganise,
            "carry out the reorganisation whose day has come, without waiting for the job; say what moved and what is left",
        ),
        ["office", "core"],
    )
    bench = _with_house(_add(commands, "bench", _bench, "measure; prints one JSON object with --json"))
    bench.add_argument("name", help="journey, …: a module of bench/")
    bench.add_argument("--json", action="store_true")
    bench.add_argument("rest", nargs=argparse.REMAINDER)


def _declare_hidden(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """For the house itself: what set-up and the tour run as processes of their own."""
    install = commands.add_parser("install")
    install.set_defaults(run=_install)
    install.add_argument("what", choices=["tables", "static", "sample"])
    install.add_argument("station", choices=STATIONS)
    _with_house(commands.add_parser("tour")).set_defaults(run=_tour)


def _house(options: argparse.Namespace) -> House:
    home = options.home.resolve() if options.home else home_folder()
    return House(home, getattr(options, "port_base", DEFAULT_PORT_BASE), DEFAULT_CITY)


def _enter(options: argparse.Namespace, station: str) -> None:
    """Become a command of that station: its zone.toml and its settings, unless the caller has set them."""
    path = _house(options).config(station)
    os.environ.setdefault("DOKODEMO_CONFIG", str(path))
    if station != "relay":
        os.environ["DJANGO_SETTINGS_MODULE"] = f"dokodemo.{station}.settings"
        import django

        django.setup()


def _up(options: argparse.Namespace) -> int:
    from dokodemo.operate import up

    return up.up(_house(options), tour=options.tour)


def _process(options: argparse.Namespace) -> int:
    from dokodemo.base.config import ConfigError
    from dokodemo.operate import process

    try:
        process.run(options.station, options.name)
    except (ConfigError, process.UnknownProcess) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from dokodemo.operate import running

    return running.migrate(_house(options), options.station)


def _check(options: argparse.Namespace) -> int:
    from dokodemo.operate import publish

    return publish.check_folder(options.folder)


def _words(options: argparse.Namespace) -> int:
    from dokodemo.operate import publish

    return publish.judge_words(options.folder, options.rule)


def _languages(options: argparse.Namespace) -> int:
    from dokodemo.operate import languages

    return languages.update(options.folder, options.write)


def _portal(options: argparse.Namespace) -> int:
    from dokodemo.operate import portal

    return portal.draft(options.folder, options.procedure, options.id, options.shape, options.write)


def _schema(options: argparse.Namespace) -> int:
    from dokodemo.operate import publish

    print(publish.schema_text())
    return 0


def _procedures(options: argparse.Namespace) -> int:
    from dokodemo.operate import inventory

    print(inventory.table(options.folder), end="")
    return 0


def _accessibility(options: argparse.Namespace) -> int:
    from dokodemo.operate import accessibility

    print(accessibility.document(options.folder), end="")
    return 0


def _publish(options: argparse.Namespace) -> int:
    _enter(options, "office")
    from dokodemo.operate import publish

    folder = options.folder or CHECKOUT / "cities" / DEFAULT_CITY
    if options.installation:
        return publish.publish_by_installation(folder)
    return publish.propose(folder, options.by, options.note)


def _audit(options: argparse.Namespace) -> int:
    _enter(options, options.zone)
    from dokodemo.operate import care

    if options.action == "anchors":
        return care.print_anchors(options.of or options.zone)
    return care.verify_audit(_house(options), options.anchors)


def _gateway(options: argparse.Namespace) -> int:
    _enter(options, options.zone)
    from dokodemo.operate import care

    return care.gateway(options.action, options.number)


def _staff(options: argparse.Namespace) -> int:
    _enter(options, options.zone)
    from dokodemo.operate import care

    acts = {"remove-factors": care.remove_factors, "add-administrator": care.add_administrator}
    return acts.get(options.action, care.set_password)(options.member)


def _holdings(options: argparse.Namespace) -> int:
    _enter(options, options.zone)
    from dokodemo.operate import care

    return care.print_register()


def _figures(options: argparse.Namespace) -> int:
    _enter(options, options.zone)
    from dokodemo.operate import figures

    if options.action == "count":
        return figures.count(options.month)
    return figures.write(options.month, options.folder)


def _reorganise(options: argparse.Namespace) -> int:
    _enter(options, options.zone)
    from dokodemo.operate import care

    return care.reorganise()


def _bench(options: argparse.Namespace) -> int:
    sys.path.insert(0, str(CHECKOUT))
    try:
        module = importlib.import_module(f"bench.{options.name}")
    except ModuleNotFoundError as error:
        if error.name not in ("bench", f"bench.{options.name}"):
            raise
        known = sorted(path.stem for path in (CHECKOUT / "bench").glob("[a-z]*.py"))
        print(f"There is no bench {options.name}. There are: {', '.join(known) or 'none'}", file=sys.stderr)
        return 2
    result: int = module.main(_house(options), as_json=options.json, arguments=options.rest)
    return result


def _install(options: argparse.Namespace) -> int:
    from dokodemo.operate import install

    {"tables": install.tables, "static": install.static, "sample": install.sample}[options.what](
        options.station
    )
    return 0


def _tour(options: argparse.Namespace) -> int:
    from dokodemo.operate.scenes import SCENES
    from dokodemo.operate.tour import play

    return play(_house(options), SCENES)
