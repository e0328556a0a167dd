"""The PO files of a city (``catalog.tongues``): which texts lack a translation, and the files brought up to date."""

from pathlib import Path

from babel import Locale
from babel.messages import Catalog as Messages
from babel.messages.pofile import write_po

from dokodemo.catalog import tongues
from dokodemo.catalog.reading import Problem
from dokodemo.catalog.terms import TONGUES


def update(folder: Path, write: bool) -> int:
    """Say for each language how many texts of ``folder`` lack a translation, and which first; with ``write`` put every
    text into ``languages/<tag>.po`` for a translator: what was translated stays, what changed a little is marked fuzzy,
    what is gone stays at the end of the file. Returns 1 when something lacks or is wrong."""
    wanted = tongues.wanted(folder)
    problems: list[Problem] = []
    lacking = 0
    for tongue in TONGUES:
        path = folder / tongues.FOLDER / f"{tongue}.po"
        messages = tongues.open_po(path, problems) if path.exists() else _empty(folder)
        if messages is None:
            continue  # said below; nothing that a translator wrote is overwritten
        messages.locale = Locale.parse(tongue, sep="-")
        if write:
            messages.update(_template(wanted), update_creation_date=False)
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                write_po(file, messages, width=0, sort_output=False, include_lineno=False)
        said = tongues.translated(messages)
        missing = [(place, ja) for ja, (_en, place) in wanted.items() if ja not in said]
        lacking += len(missing)
        print(f"{tongue}: {len(missing)} of {len(wanted)} texts are not translated")
        for place, ja in missing[:10]:
            print(f"  {folder}/{place}: {ja[:60]}")
    tongues.read(folder, problems)
    for problem in problems:
        print(problem)
    return 1 if lacking or problems else 0


def _empty(folder: Path) -> Messages:
    return Messages(
        project=folder.name, version="1", fuzzy=False,
        last_translator="the city", language_team="the city", msgid_bugs_address="the city",
        header_comment="# What residents read in the guide and the forms. The Japanese text is the one that counts.",
    )  # fmt: skip


def _template(wanted: tongues.Wanted) -> Messages:
    template = Messages()
    for ja, (en, place) in wanted.items():
        template.add(ja, locations=[(place.rpartition(":")[0], 1)], auto_comments=[en.replace("\n", " ")])
    return template
