"""What the register of dogs keeps of their owners (see ``base.personal``). Bitemporal (decision 5): an owner who moves, a dog
that dies, never erase what was."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.cases.rights import keepers
from dokodemo.office.dogs import REGISTER
from dokodemo.office.dogs.models import Dog, DogEvent, DogNumber, DogVersion

TABLES = (
    table(
        Dog,
        "id fiscal_year made_at",
        number="登録番号",
        case_id="申請の番号",
        decision="決定の文書番号",
        registered_on="登録の日",
    ),
    table(
        DogEvent,
        "id dog_id made_at",
        case_id="申請の番号",
        kind="届け出た異動",
        happened_on="異動の日",
        decision="決定の文書番号",
        decided_on="決定の日",
    ),
    table(
        DogVersion,
        "id valid known identity_id",
        owner_name="所有者の氏名",
        owner_key="所有者の氏名（検索用）",
        owner_kana="所有者のフリガナ",
        kana_key="所有者のフリガナ（検索用）",
        owner_address="所有者の住所",
        owner_phone="所有者の電話番号",
        kept_at="犬の所在地",
        name="犬の名",
        name_key="犬の名（検索用）",
        breed="犬の種類",
        color="犬の毛色",
        sex="犬の性別",
        birth="犬の生年月日",
        microchip="マイクロチップの番号",
        tag_number="鑑札の番号",
        status="登録の状態",
    ),
)
NOTHING = {DogNumber: "年度ごとの番号だけを持つ"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="dogs",
            name="犬の登録原簿ファイル",
            purpose="犬の登録と鑑札の交付のため（狂犬病予防法第4条、同法施行規則第3条）",
            persons="登録した犬の所有者",
            collected="本人の申請と届出から",
            retention="犬が死亡してから5年",
            removal="none",
            tables=TABLES,
            sections=tuple(sorted(keepers(REGISTER))),
            count=DogVersion.objects.values("owner_key").distinct().count,
        ),
    )
