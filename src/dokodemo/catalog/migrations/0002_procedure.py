from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="OfferedProcedure",
            fields=[
                ("procedure", models.TextField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={"db_table": "catalog_procedure"},
        ),
    ]
