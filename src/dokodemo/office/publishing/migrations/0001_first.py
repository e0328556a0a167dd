import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hash", models.TextField()),
                ("content", models.BinaryField()),
                ("base_hash", models.TextField()),
                ("via", models.TextField()),
                ("note", models.TextField(db_default="")),
                ("proposed_by", models.TextField()),
                ("proposed_name", models.TextField()),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("published_by", models.TextField(null=True)),
                ("published_name", models.TextField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("dropped_by", models.TextField(null=True)),
                ("dropped_name", models.TextField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "catalog_proposal",
                "indexes": [models.Index(fields=["-published_at"], name="catalog_proposal_published")],
                "constraints": [
                    models.CheckConstraint(
                        name="catalog_proposal_two_people",
                        condition=Q(("published_by", None))
                        | ~Q(("published_by", F("proposed_by")))
                        | Q(
                            ("proposed_by", "installation"),
                            ("published_by", "installation"),
                            ("via", "installation"),
                        ),
                    ),
                    models.CheckConstraint(
                        name="catalog_proposal_published_whole",
                        condition=Q(("published_at", None), ("published_by", None), ("published_name", None))
                        | Q(
                            ("published_at__isnull", False),
                            ("published_by__isnull", False),
                            ("published_name__isnull", False),
                        ),
                    ),
                    models.CheckConstraint(
                        name="catalog_proposal_one_end",
                        condition=Q(("published_at", None)) | Q(("dropped_at", None)),
                    ),
                    models.CheckConstraint(
                        name="catalog_proposal_via",
                        condition=Q(("via__in", ["command", "upload", "installation"])),
                    ),
                    models.UniqueConstraint(
                        fields=("hash",),
                        name="catalog_proposal_open_once",
                        condition=Q(("dropped_at", None), ("published_at", None)),
                    ),
                ],
            },
        ),
    ]
