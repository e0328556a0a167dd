"""What the register of residents keeps (see ``base.personal``). Bitemporal (decision 5)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.core.residents.models import Person, PersonVersion, SubjectLink

_PERSON = table(Person, "made_at", atenabango="宛名番号")
_VERSION = table(
    PersonVersion,
    "id valid known order",
    identity_id="宛名番号",
    name="氏名",
    name_key="氏名（検索用）",
    kana="フリガナ",
    kana_key="フリガナ（検索用）",
    birth="生年月日",
    sex="性別",
    address="住所",
    address_key="住所（検索用）",
    machiaza_id="町字ID",
    postal="郵便番号",
    setaibango="世帯番号",
    relation="続柄",
    status="住民の状態（転出、死亡など）",
    kind="日本人か外国人か",
)
_LINK = table(
    SubjectLink,
    "id issuer",
    person_id="宛名番号",
    subject_hash="サインインの名義の要約値（鍵つき）",
    linked_at="結びつけた時刻",
    linked_by="結びつけた職員の番号",
)
TABLES = (_PERSON, _VERSION, _LINK)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="residents",
            name="住民記録ファイル",
            purpose="だれがこの市に住んでいるかを確かめ、申請を本人と照らすため（住民基本台帳法第7条）",
            persons="この市の住民と、住民だった人（転出、死亡）",
            collected="住民記録のシステムから受け取る",
            retention="消除から150年",
            removal="none",
            tables=(_PERSON, _VERSION),
            corrected_by="住民票の記載の修正の申出（住民基本台帳法第14条第2項）",
            count=Person.objects.count,
        ),
        PersonalFile(
            id="subject-links",
            name="サインインと住民の結びつきファイル",
            purpose="一度確かめた本人を、次の申請でもう一度探さないため",
            persons="マイナンバーカードで申請した住民",
            collected="本人のサインインと、職員の確認から",
            retention="住民記録と同じ（消除から150年）",
            removal="none",
            tables=(_LINK,),
            count=SubjectLink.objects.count,
        ),
    )
