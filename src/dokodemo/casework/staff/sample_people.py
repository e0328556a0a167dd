"""Who the invented people at work are; pure, because the programs that print or play them have no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SamplePerson:
    """An invented member of staff. ``zones`` are those in which the password below opens a session."""

    id: str
    name: str
    kana: str
    section: str
    roles: tuple[str, ...]
    zones: tuple[str, ...]
    password: str


def _person(
    id_: str, name: str, kana: str, section: str, roles: tuple[str, ...], zones: tuple[str, ...]
) -> SamplePerson:
    return SamplePerson(id_, name, kana, section, roles, zones, f"umikaze-{id_}")


SAMPLE: tuple[SamplePerson, ...] = (
    _person("kosodate1", "潮田　みなと", "シオタ　ミナト", "kosodate", ("clerk",), ("core",)),
    _person("kosodate2", "浜中　しおり", "ハマナカ　シオリ", "kosodate", ("approver",), ("core",)),
    _person("kaigo1", "磯部　渉", "イソベ　ワタル", "kaigo", ("clerk",), ("core",)),
    _person("kaigo2", "波止場　千代", "ハトバ　チヨ", "kaigo", ("approver",), ("core",)),
    _person("hoken1", "沖　奈々", "オキ　ナナ", "hoken-nenkin", ("clerk",), ("core",)),
    _person("kankyo1", "岬　あおい", "ミサキ　アオイ", "kankyo", ("clerk",), ("office",)),
    _person("kankyo2", "灘　朝彦", "ナダ　アサヒコ", "kankyo", ("approver",), ("office",)),
    _person("shimin1", "汐見　ゆう", "シオミ　ユウ", "shimin", ("clerk",), ("office",)),
    _person("shimin2", "入江　まり", "イリエ　マリ", "shimin", ("clerk",), ("core",)),
    _person("shimin3", "島田　望", "シマダ　ノゾム", "shimin", ("approver",), ("core",)),
    _person("suido1", "水谷　理", "ミズタニ　オサム", "suido", ("clerk",), ("office",)),
    _person("unyo1", "帆足　直", "ホアシ　ナオ", "", ("operator",), ("office", "core")),
    _person("unyo2", "八重垣　航", "ヤエガキ　ワタル", "", ("operator",), ("office",)),
    _person("kansa1", "灯　まこと", "アカリ　マコト", "", ("auditor",), ("office", "core")),
)
