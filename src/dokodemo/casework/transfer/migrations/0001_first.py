import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import Q, Value


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_id", models.UUIDField(unique=True)),
                ("receipt", models.TextField()),
                ("number", models.TextField(help_text="document number of the decision")),
                ("decided_on", models.DateField()),
                ("procedure", models.TextField()),
                ("catalog_hash", models.TextField()),
                ("section", models.TextField()),
                ("person", models.TextField(db_default="", help_text="宛名番号, in core only")),
                ("name", models.TextField(help_text="whom it is about")),
                ("name_key", models.TextField(help_text="values.names.search_key of the name")),
                ("rows", models.JSONField(db_default=Value([], models.JSONField()))),
                ("state", models.TextField(db_default="waiting")),
                (
                    "reference",
                    models.TextField(
                        db_default="", help_text="its number in the other system, where it has one"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("entered_at", models.DateTimeField(null=True)),
                ("entered_by", models.TextField(db_default="")),
                ("entered_name", models.TextField(db_default="")),
            ],
            options={
                "db_table": "transfer_entry",
                "constraints": [
                    models.CheckConstraint(
                        name="transfer_state",
                        condition=Q(state="waiting", entered_at__isnull=True)
                        | Q(state="done", entered_at__isnull=False),
                    )
                ],
                "indexes": [
                    models.Index(fields=["section", "state", "id"], name="transfer_queue"),
                    models.Index(fields=["section", "state", "procedure", "id"], name="transfer_procedure"),
                    models.Index(
                        "section",
                        django.contrib.postgres.indexes.OpClass("name_key", "text_pattern_ops"),
                        "id",
                        name="transfer_name",
                    ),
                ],
            },
        ),
    ]
