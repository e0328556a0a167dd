"""Who was written down once is brought to another question by one press: into a list, or where one person is asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dokodemo.catalog import answers, persons
from dokodemo.catalog.layout import Asked, Listed, Sheet
from dokodemo.catalog.parsing import Post
from dokodemo.catalog.persons import Person
from dokodemo.catalog.schema import Field, Page
from dokodemo.internet.apply.draft import Draft


@dataclass(frozen=True)
class Offer:
    """Somebody who can be brought: by which key they are found again, and their name."""

    key: str
    name: str


def offers(draft: Draft, sheet: Sheet) -> dict[str, list[Offer]]:
    """Who can be brought to each list, and to each question for a name that nothing stands in: control → people."""
    places = list(_places(sheet))
    everybody = persons.named(draft.procedure, draft.kept) if places else []
    found: dict[str, list[Offer]] = {}
    for name, subject, there in places:
        for each in everybody:
            if each.may_be(subject) and not any(persons.same_name(each.name, typed) for typed in there):
                found.setdefault(name, []).append(Offer(each.key, each.name))
    return found


def brought(draft: Draft, page: Page, post: Post) -> Mapping[str, str]:
    """The post with the person in it whom the pressed button names (``<control> <key>``). Nobody there, or no such
    place: as it was."""
    typed = {name: str(post.get(name)) for name in post}
    target, _, key = typed.get("bring", "").partition(" ")
    person = next((each for each in persons.named(draft.procedure, draft.kept) if each.key == key), None)
    field = next((each for each in page.fields if each.id == target), None)
    if person is None or field is None:
        return typed
    if field.type != "list":
        words = _beside(page, field)
        # Whatever stands there is about somebody else: never one person's birthdate beside another's name.
        return typed | {each.id: "" for each in words.values()} | _told(words, person, "")
    at = _free(field, typed)
    _, words = _of_item(field)
    return typed | _told(words, person, f"{field.id}-{at}-") if at < field.max_items else typed


def _places(sheet: Sheet) -> Iterator[tuple[str, str, list[str]]]:
    """Where somebody can be brought to, as what, and the names that stand there already."""
    for entry in sheet.entries:
        if isinstance(entry, Listed):
            subject, words = _of_item(entry.field)
            there = [each.typed for item in entry.items for each in item if each.field is words.get("name")]
            if words and (entry.room or any(not any(each.typed for each in item) for item in entry.items)):
                yield entry.field.id, subject, there
    singles = {entry.field.id: entry for entry in sheet.entries if isinstance(entry, Asked)}
    for subject, words in persons.asked_by_subject(each.field for each in singles.values()).items():
        if subject != "applicant" and not singles[words["name"].id].typed:
            yield words["name"].id, subject, []


def _of_item(listed: Field) -> tuple[str, Mapping[str, Field]]:
    """As what an item of a list names somebody, and what it asks of them."""
    return next(iter(persons.asked_by_subject(listed.fields or ()).items()), ("", {}))


def _beside(page: Page, name: Field) -> Mapping[str, Field]:
    """What is asked of the same person on this page."""
    singles = [each for each in page.fields if each.type != "list"]
    return next((each for each in persons.asked_by_subject(singles).values() if each["name"] is name), {})


def _free(listed: Field, typed: Mapping[str, str]) -> int:
    """The first item of a list in which nothing stands."""
    filled = {
        name.split("-")[1]
        for name, text in typed.items()
        if name.startswith(f"{listed.id}-") and text.strip()
    }
    return next(at for at in range(len(filled) + 1) if str(at) not in filled)


def _told(words: Mapping[str, Field], person: Person, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}{words[word].id}": answers.typed_as(words[word], value)
        for word, value in person.said.items()
        if word in words and persons.fits(words[word], value)
    }
