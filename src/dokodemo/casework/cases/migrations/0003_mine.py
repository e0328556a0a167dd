"""How many open cases somebody has taken is counted on every page of the queue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_keepers")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["section", "taken_by"],
                name="case_open_mine",
                condition=models.Q(state__in=("arrived", "examining", "proposed")) & ~models.Q(taken_by=""),
            ),
        )
    ]
