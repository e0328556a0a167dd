from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_procedure")]

    operations = [
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan", models.UUIDField()),
                ("old", models.TextField()),
                ("procedure", models.TextField(db_default="")),
                ("new", models.TextField()),
            ],
            options={
                "db_table": "catalog_succession",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "old", "procedure"), name="catalog_succession_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True)
                        | models.Q(("procedure", ""), _negated=True),
                        name="catalog_succession_moves",
                    ),
                ],
            },
        ),
    ]
