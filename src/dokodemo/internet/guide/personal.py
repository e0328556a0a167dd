"""What the guide keeps for who asked for it (see ``base.personal``). What was answered lies here under a secret that only the
address in the QR code holds."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.internet.guide.models import Figure, Kept

TABLES = (
    table(Kept, "expires_at", id_hash="二次元コードの要約値", locked="案内での答え（本人だけが開ける暗号）"),
)
NOTHING = {Figure: "問いごとの件数だけを持つ。夜にofficeへ知らせ、1週間で消える"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="guide",
            name="手続き案内の続きファイル",
            purpose="望む人が、手続きの案内の続きを別の機器で見られるようにするため",
            persons="案内の続きを別の機器で見ることを選んだ人（だれかは分からない）",
            collected="本人から",
            retention="24時間",
            removal="nightly",
            tables=TABLES,
            exempt="1年以内に消す（法75条2項1号、74条2項6号）",
        ),
    )
