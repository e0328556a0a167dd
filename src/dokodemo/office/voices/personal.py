"""What is kept of what was said of the guide: nobody is named (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.office.voices.models import Figure, Voice

TABLES = (
    table(
        Voice, "at stars events", id="声の番号", comment="案内への感想（自由記述。だれの声かは分からない）"
    ),
)
NOTHING = {Figure: "問いごとの件数だけを持つ。3年で消える"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="voices",
            name="手続き案内への声ファイル",
            purpose="手続きの案内を直すため",
            persons="案内に感想を書いた人（だれかは分からない）",
            collected="本人から",
            retention="1年",
            removal="nightly",
            tables=TABLES,
            exempt="1年以内に消す（法75条2項1号、74条2項6号）",
        ),
    )
