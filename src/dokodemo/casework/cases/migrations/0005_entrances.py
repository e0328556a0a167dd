"""An application may come in by the national portal too."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_findings")]
    operations = [
        migrations.AddField(
            "case",
            "entrance",
            models.TextField(db_default="web", help_text="where it came in: web, portal"),
        ),
        migrations.AddField(
            "case",
            "entrance_number",
            models.TextField(db_default="", help_text="the receipt number that the portal gave it"),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["entrance_number"], name="case_entrance_number", condition=~Q(entrance_number="")
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(condition=Q(entrance__in=("web", "portal")), name="case_entrance"),
        ),
    ]
