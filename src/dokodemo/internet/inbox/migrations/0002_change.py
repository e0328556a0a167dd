from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("draft_id", models.UUIDField(primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                (
                    "told_at",
                    models.DateTimeField(
                        help_text="when the mail went out, or there was no address", null=True
                    ),
                ),
            ],
            options={
                "db_table": "inbox_change",
                "indexes": [
                    models.Index(
                        condition=Q(("told_at", None)), fields=["account_id"], name="inbox_change_untold"
                    )
                ],
            },
        ),
    ]
