"""The register of documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OfficialDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.TextField()),
                ("year", models.IntegerField(help_text="fiscal year of the number")),
                ("serial", models.IntegerField()),
                ("number", models.TextField()),
                ("organ", models.TextField()),
                ("kind", models.TextField()),
                ("title", models.TextField(help_text="what it is about, without a person")),
                ("procedure", models.TextField()),
                ("case_id", models.UUIDField()),
                ("receipt", models.TextField()),
                ("drafted_on", models.DateField(help_text="起案の日")),
                ("drafted_name", models.TextField()),
                ("decided_on", models.DateField(help_text="決裁の日")),
                ("decided_name", models.TextField()),
                ("enforced_on", models.DateField(help_text="施行の日: the day that stands on it")),
                ("rule", models.TextField(db_default="", help_text="by which rule it was decided (専決)")),
                ("keep_years", models.IntegerField()),
                ("keep_until", models.DateField()),
            ],
            options={
                "db_table": "register_document",
                "indexes": [
                    models.Index(
                        fields=["section", "year", "procedure", "-serial"], name="register_procedure"
                    ),
                    models.Index(fields=["receipt"], name="register_receipt"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "year", "serial"), name="register_document_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("decision", "letter"))),
                        name="register_document_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_on__gte", models.F("drafted_on"))),
                        name="register_document_days",
                    ),
                ],
            },
        ),
    ]
