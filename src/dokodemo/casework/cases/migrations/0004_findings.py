"""A proposal states what the clerk found out; a fee may be none, and says by which rule."""

from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_mine")]
    operations = [
        migrations.AddField(
            "casedecision",
            "findings",
            models.JSONField(
                db_default=Value({}, models.JSONField()), help_text="what the clerk found out: id → value"
            ),
        )
    ]
