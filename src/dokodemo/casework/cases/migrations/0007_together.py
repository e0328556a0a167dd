"""A case names the applications that were sent in the same form."""

from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_asked")]
    operations = [
        migrations.AddField(
            "case",
            "together",
            models.JSONField(
                db_default=Value([], models.JSONField()),
                help_text="what was sent in the same form: [{receipt, procedure}], nothing else of it",
            ),
        ),
    ]
