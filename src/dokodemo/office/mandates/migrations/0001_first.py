from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "question",
                    models.UUIDField(
                        help_text="its answer names it: a late answer to an earlier one changes nothing"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        help_text="waiting, covered, none, stranger: see casework.mandates.Answer"
                    ),
                ),
                ("relation", models.TextField(db_default="")),
                ("ends", models.DateField(null=True)),
                ("number", models.TextField(db_default="")),
                ("certain", models.BooleanField(db_default=False)),
            ],
            options={"db_table": "asked_mandate"},
        ),
    ]
