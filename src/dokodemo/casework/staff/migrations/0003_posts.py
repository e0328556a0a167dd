import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_second_factor")]

    operations = [
        migrations.AddField(
            "staffmember",
            "post",
            models.TextField(db_default="", help_text="which post (職) is held, empty for none"),
        ),
        migrations.AddField(
            "staffmember",
            "since",
            models.DateField(help_text="the first day of the term (任期), where one is said", null=True),
        ),
        migrations.AddField(
            "staffmember",
            "until",
            models.DateField(help_text="the day on which the member no longer works here", null=True),
        ),
        migrations.AddConstraint(
            "staffmember",
            models.CheckConstraint(
                name="staff_member_term",
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gt=models.F("since")),
            ),
        ),
        migrations.AddIndex(
            "staffmember",
            models.Index(fields=["section", "post", "kana", "id"], name="staff_member_place"),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField(help_text="the first day back")),
                ("reason", models.TextField(db_default="")),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="staff.staffmember"),
                ),
            ],
            options={
                "db_table": "staff_absence",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(ends__gt=models.F("starts")), name="staff_absence_days"
                    ),
                    models.UniqueConstraint(fields=["member", "starts"], name="staff_absence_once"),
                ],
            },
        ),
    ]
