"""What a city says about accessibility (``accessibility.yaml``): whom to tell of a barrier, and what its people checked."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field as Item
from pydantic import StringConstraints

from dokodemo.catalog.terms import Model, Slug, Text, Words

CriterionId = Annotated[str, StringConstraints(pattern=r"^[1-4]\.\d\.\d{1,2}$")]
Outcome = Literal["met", "unmet", "none"]


class Checked(Model):
    """What people found of one success criterion: ``none`` means that there is nothing to judge. ``way``: how they
    looked, with which program; no names of people."""

    criterion: CriterionId
    on: date
    result: Outcome
    way: Words
    note: Text | None = None


class Accessibility(Model):
    """``accessibility.yaml``. ``published_on``: since when the city stands by its report; ``section`` answers who meets
    a barrier; ``plan``: what is done about what is not met or not checked yet."""

    published_on: date
    section: Slug
    plan: Text | None = None
    checked: list[Checked] = Item(default=[], max_length=200)
