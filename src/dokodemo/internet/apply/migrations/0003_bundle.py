"""Several applications may be sent as one form."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("apply", "0002_sequence")]
    operations = [
        migrations.AddField(
            "application",
            "bundle",
            models.UUIDField(
                null=True, help_text="common to what was sent as one form; each is decided alone"
            ),
        ),
        migrations.AlterField(
            "draft",
            "procedure",
            models.TextField(help_text="its id, or the joined ids of several (catalog.combining)"),
        ),
    ]
