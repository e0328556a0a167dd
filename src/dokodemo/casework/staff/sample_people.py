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
    post: str = ""


def _person(
    id_: str,
    name: str,
    kana: str,
    section: str,
    roles: tuple[str, ...],
    zones: tuple[str, ...],
    post: str = "",
) -> SamplePerson:
    return SamplePerson(id_, name, kana, section, roles, zones, f"umikaze-{id_}", post)


SAMPLE: tuple[SamplePerson, ...] = (
    _person("kosodate1", "潮田　みなと", "シオタ　ミナト", "kosodate", ("clerk",), ("core",)),
    _person(
        "kosodate2", "浜中　しおり", "ハマナカ　シオリ", "kosodate", ("approver", "chief"), ("core",), "kacho"
    ),
    _person("kaigo1", "磯部　渉", "イソベ　ワタル", "kaigo", ("clerk",), ("core",)),
    _person("kaigo2", "波止場　千代", "ハトバ　チヨ", "kaigo", ("approver", "chief"), ("core",), "kacho"),
    _person("hoken1", "沖　奈々", "オキ　ナナ", "hoken-nenkin", ("clerk",), ("core",)),
    _person("kankyo1", "岬　あおい", "ミサキ　アオイ", "kankyo", ("clerk",), ("office",)),
    _person("kankyo2", "灘　朝彦", "ナダ　アサヒコ", "kankyo", ("approver", "chief"), ("office",), "kacho"),
    _person("shimin1", "汐見　ゆう", "シオミ　ユウ", "shimin", ("clerk",), ("office",)),
    _person("shimin2", "入江　まり", "イリエ　マリ", "shimin", ("clerk",), ("core",)),
    _person("shimin3", "島田　望", "シマダ　ノゾム", "shimin", ("approver", "chief"), ("core",), "kacho"),
    _person("suido1", "水谷　理", "ミズタニ　オサム", "suido", ("clerk",), ("office",)),
    _person("kosodate3", "小波　千尋", "コナミ　チヒロ", "kosodate", ("checker",), ("core",), "kakaricho"),
    _person(
        "bucho1", "港川　保", "ミナトガワ　タモツ", "kodomo-fukushi-bu", ("approver",), ("core",), "bucho"
    ),
    _person("bucho2", "渚　ふみ", "ナギサ　フミ", "shimin-bu", ("approver",), ("office", "core"), "bucho"),
    _person(
        "kyoiku1", "砂浜　学", "スナハマ　マナブ", "kyoiku-bu", ("approver",), ("office", "core"), "bucho"
    ),
    _person(
        "fukushicho1",
        "遠浅　誠",
        "トオアサ　マコト",
        "shicho",
        ("approver",),
        ("office", "core"),
        "fukushicho",
    ),
    _person("shicho1", "大洋　晴", "オオウミ　ハル", "shicho", ("approver",), ("office", "core"), "shicho"),
    _person("kanri1", "凪　みつる", "ナギ　ミツル", "", ("administrator",), ("office", "core")),
    _person("kanri2", "浦　かすみ", "ウラ　カスミ", "", ("administrator",), ("office", "core")),
    _person("unyo1", "帆足　直", "ホアシ　ナオ", "", ("operator",), ("office", "core")),
    _person("unyo2", "八重垣　航", "ヤエガキ　ワタル", "", ("operator",), ("office",)),
    _person("kansa1", "灯　まこと", "アカリ　マコト", "", ("auditor",), ("office", "core")),
)
