"""How long people need and how many give up is measured: when a form was opened, and how many drafts ended unsent."""

from django.db import migrations, models

BEGUN = models.DateTimeField(help_text="when the form was opened", null=True)


class Migration(migrations.Migration):
    dependencies = [("apply", "0003_bundle")]
    operations = [
        migrations.AddField("draft", "begun_at", BEGUN.clone()),
        migrations.AddField("application", "begun_at", BEGUN.clone()),
        migrations.CreateModel(
            name="GivenUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("procedure", models.TextField()),
                ("month", models.DateField()),
                ("n", models.IntegerField()),
            ],
            options={
                "db_table": "apply_given_up",
                "constraints": [
                    models.UniqueConstraint(fields=["procedure", "month"], name="apply_given_up_once")
                ],
            },
        ),
    ]
