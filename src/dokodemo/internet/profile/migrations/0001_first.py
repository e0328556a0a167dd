"""What a resident keeps for the next application."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("account_id", models.UUIDField(primary_key=True, serialize=False)),
                ("locked_key", models.BinaryField()),
                ("body", models.BinaryField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "profile"},
        ),
        migrations.RunSQL(
            "ALTER TABLE profile ALTER body SET STORAGE EXTERNAL, ALTER locked_key SET STORAGE PLAIN",
            migrations.RunSQL.noop,
        ),
    ]
