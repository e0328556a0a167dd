from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("procedure", models.TextField(primary_key=True, serialize=False)),
                ("sent", models.IntegerField()),
                ("decided", models.IntegerField()),
                ("in_time", models.IntegerField(help_text="decided within the procedure's standard time")),
                ("median_days", models.IntegerField(help_text="from arrival to decision", null=True)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "db_table": "site_figure",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("decided__lte", F("sent")), ("in_time__lte", F("decided"))),
                        name="site_figure_parts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("procedure", models.TextField()),
                ("stars", models.IntegerField()),
                ("n", models.IntegerField()),
            ],
            options={
                "db_table": "site_rating",
                "constraints": [
                    models.UniqueConstraint(fields=("procedure", "stars"), name="site_rating_once"),
                    models.CheckConstraint(
                        condition=Q(("stars__gte", 1), ("stars__lte", 5)), name="site_rating_stars"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rated",
            fields=[("application_id", models.UUIDField(primary_key=True, serialize=False))],
            options={"db_table": "site_rated"},
        ),
    ]
