"""The register of personal information files (個人情報ファイル簿, 個人情報の保護に関する法律75条1項, 74条1項, 施行令21条): of each
file what the law has written into it, in its order, out of what the rooms declare (``base.personal``) and the catalog."""

from collections.abc import Iterable
from dataclasses import dataclass

from dokodemo.base import personal
from dokodemo.base.personal import PersonalFile
from dokodemo.catalog.schema import Catalog, Section
from dokodemo.values import cells

#: The twelve items, as the register calls them.
ITEMS = (
    "個人情報ファイルの名称",
    "行政機関等の名称、事務をつかさどる組織の名称",
    "個人情報ファイルの利用目的",
    "記録項目",
    "記録範囲",
    "記録情報の収集方法",
    "要配慮個人情報が含まれるときは、その旨",
    "記録情報の経常的提供先",
    "開示請求等を受理する組織の名称及び所在地",
    "訂正及び利用停止について、他の法令の規定による特別の手続",
    "個人情報ファイルの種別",
    "行政機関等匿名加工情報の提案の募集",
)
#: From how many persons a file has to be in the published register (75条2項1号, 74条2項9号, 施行令20条2項).
MUST_FROM = 1_000
_KIND = "法第60条第2項第1号（電子計算機処理に係る個人情報ファイル）。施行令第21条第7項に該当するファイル：無"
# 附則7条: only prefectures and designated cities (指定都市) have to; the others may.
_PROPOSALS = "非該当"


@dataclass(frozen=True)
class Sheet:
    """One file in the register. ``lines`` are the twelve items (label, text); ``remarks`` is 備考."""

    file: PersonalFile
    lines: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def sheets(catalog: Catalog) -> tuple[Sheet, ...]:
    """The register of this zone, as the catalog has it."""
    return tuple(sheet_of(each, catalog) for each in personal.files())


def sheet_of(file: PersonalFile, catalog: Catalog) -> Sheet:
    """One file of it."""
    texts = (
        file.name,
        f"{catalog.city.titles.ja}長　{_keepers(file, catalog)}",
        file.purpose,
        "、".join(f"{n} {item}" for n, item in enumerate(file.items, start=1)),
        file.persons,
        file.collected,
        f"含む（{file.sensitive}）" if file.sensitive else "含まない",
        file.given_to or "無",
        _requests(catalog),
        file.corrected_by or "無",
        _KIND,
        _PROPOSALS,
    )
    remarks = [f"保存期間：{file.retention}"]
    if file.my_number:
        remarks.append("個人番号を含む")
    return Sheet(file, tuple(zip(ITEMS, texts, strict=True)), tuple(remarks))


def _keepers(file: PersonalFile, catalog: Catalog) -> str:
    known = [catalog.sections[each].title.ja for each in file.sections if each in catalog.sections]
    return "、".join(known) or "全庁"


def _requests(catalog: Catalog) -> str:
    """Where one asks to see what is recorded: the section that the city names, else the city hall."""
    city = catalog.city
    section: Section | None = catalog.sections.get(city.disclosure) if city.disclosure else None
    place = f"〒{city.postal} {city.address.ja}"
    return (
        f"{city.titles.ja}{section.title.ja}（{section.place.ja}）　{place}"
        if section
        else f"{city.titles.ja}　{place}"
    )


def must_be_published(file: PersonalFile, persons: int | None) -> bool:
    """Whether it has to be in the published register. How many persons it has may not be known yet: then it is."""
    return not file.exempt and (persons is None or persons >= MUST_FROM)


def as_csv(found: Iterable[Sheet]) -> str:
    """A head, then a line for each file (RFC 4180). No cell is a formula."""
    lines = ([*(text for _, text in each.lines), "。".join(each.remarks)] for each in found)
    return cells.as_csv([[*ITEMS, "備考"], *lines])
