import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dogs", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="DogEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_id", models.UUIDField(unique=True)),
                ("kind", models.TextField(choices=[("death", "死亡"), ("change", "変更")])),
                ("happened_on", models.DateField()),
                ("decision", models.TextField(help_text="document number of the decision")),
                ("decided_on", models.DateField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "dog",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="dogs.dog",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["death", "change"])), name="dogs_event_kind"
                    )
                ],
            },
        ),
    ]
