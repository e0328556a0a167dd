import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_tables")]

    operations = [
        migrations.AddField("member", "post", models.TextField(db_default="")),
        migrations.AddField("member", "since", models.DateField(null=True)),
        migrations.AddField("member", "until", models.DateField(null=True)),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                name="directory_term",
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gt=models.F("since")),
            ),
        ),
        migrations.CreateModel(
            name="MemberAbsence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("reason", models.TextField(db_default="")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="directory.member",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(ends__gt=models.F("starts")), name="directory_absence_days"
                    ),
                    models.UniqueConstraint(fields=["member", "starts"], name="directory_absence_once"),
                ],
            },
        ),
    ]
