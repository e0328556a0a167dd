"""Residents are told before a draft expires."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("apply", "0004_begun")]
    operations = [
        migrations.AddField(
            "draft",
            "told_days",
            models.SmallIntegerField(
                help_text="the resident was told that it expires in so many days; every save forgets it",
                null=True,
            ),
        ),
    ]
