import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("kana", models.TextField()),
                ("section", models.TextField(db_default="")),
                ("roles", models.JSONField()),
                ("active", models.BooleanField(db_default=models.Value(True))),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", ""), _negated=True), name="directory_id")
                ],
            },
        ),
    ]
