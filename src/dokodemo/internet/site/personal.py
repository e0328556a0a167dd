"""What the figures of the procedures keep of persons (see ``base.personal``): no row says whose anything was, and a rating is
kept apart from the application it was given after."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.internet.site.models import Figure, Rated, Rating

TABLES = (table(Rated, application_id="申請の番号"),)
NOTHING = {
    Figure: "手続きごとの件数と日数だけを持つ",
    Rating: "手続き、月、星ごとの件数だけを持つ",
}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="rated",
            name="使いやすさの回答済みファイル",
            purpose="手続きの使いやすさを、1つの申請につき1回だけ聞くため",
            persons="使いやすさに答えた人（答えの中身は持たない）",
            collected="本人から",
            retention="申請が届いたことの記録と同じ（3年）",
            removal="none",
            tables=TABLES,
            count=Rated.objects.count,
        ),
    )
