"""How long people need and how many give up is published too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("site", "0001_first")]
    operations = [
        migrations.AddField(
            "figure",
            "timed",
            models.IntegerField(db_default=0, help_text="sent alone, with a known beginning"),
        ),
        migrations.AddField(
            "figure",
            "median_minutes",
            models.IntegerField(null=True, help_text="from opening the form until it was sent"),
        ),
        migrations.AddField(
            "figure",
            "given_up",
            models.IntegerField(db_default=0, help_text="drafts that ended without being sent"),
        ),
    ]
