"""Both sides are told before a mandate ends."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("mandates", "0001_first")]
    operations = [
        migrations.AddField(
            "mandate",
            "reminded_on",
            models.DateField(help_text="when both were told that it ends soon", null=True),
        ),
        migrations.AddIndex(
            "mandate",
            models.Index(
                fields=["ends", "id"],
                name="mandates_to_remind",
                condition=Q(reminded_on__isnull=True, revoked_on__isnull=True),
            ),
        ),
    ]
