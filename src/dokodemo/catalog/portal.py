"""How an application from the national portal (マイナポータル, ぴったりサービス) is read as one of ours: which item (項目ID) is
which field of the form. Item ids differ from city to city, so a city declares them, one file for each procedure."""

from typing import Annotated, Literal

from pydantic import Field as Item
from pydantic import StringConstraints

from dokodemo.catalog.terms import Model, Name, Slug

#: An id of the portal's: of an item, a document or a procedure.
PortalId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,39}$")]
Shape = Literal["xml", "csv"]
Charset = Literal["utf-8", "shift_jis"]
#: How the portal writes a day: 2026-11-10, 2026/11/10, 20261110, 令和8年11月10日.
DateFormat = Literal["iso", "slash", "compact", "wareki"]


class PortalItem(Model):
    """One field of ours, from one item (or several: 氏 and 名, with ``between`` between them).

    ``values``: the portal's word → ours, for a choice, a yes or no, and a statement. ``dates``: how it writes a day."""

    item: PortalId
    and_items: list[PortalId] = []
    between: Annotated[str, StringConstraints(max_length=3)] = ""
    field: Name
    values: dict[str, str] = {}
    dates: DateFormat | None = None

    @property
    def every(self) -> list[str]:
        """Its items, in order."""
        return [self.item, *self.and_items]


class PortalList(Model):
    """Items that come once for each of several (行): one entry of our list for each row."""

    list_: Name = Item(alias="list")
    items: list[PortalItem] = Item(min_length=1)


class PortalDocument(Model):
    """An attached document (書類ID) and which attachment of ours it is."""

    document: PortalId
    attachment: Slug


class PortalMapping(Model):
    """One procedure as the portal sends it. ``id`` is our procedure, ``procedure_id`` the portal's (手続ID).

    ``ignored`` are items that are known and not taken over; ``not_asked`` are fields that our form requires and the
    portal's does not ask: the case says so, and a clerk asks the applicant."""

    id: Slug
    procedure_id: PortalId
    shape: Shape
    charset: Charset = "utf-8"
    items: list[PortalItem] = Item(min_length=1)
    lists: list[PortalList] = []
    documents: list[PortalDocument] = []
    ignored: list[PortalId] = []
    not_asked: list[Name] = []
