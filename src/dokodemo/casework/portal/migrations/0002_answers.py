"""A corrected package (補正) is the next version of its application, and the portal is told what the applicant must do."""

from django.db import migrations, models
from django.db.models import Q, Value


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_first")]
    operations = [
        migrations.AddField(
            "intake",
            "version",
            models.IntegerField(db_default=1, help_text="1, and one more for each corrected package"),
        ),
        migrations.AlterField("intake", "application", models.UUIDField()),
        migrations.RemoveConstraint("intake", "portal_intake_once"),
        migrations.AddConstraint(
            "intake",
            models.UniqueConstraint(
                name="portal_intake_once", fields=["number", "version"], condition=~Q(code="duplicate")
            ),
        ),
        migrations.AddConstraint(
            "intake",
            models.UniqueConstraint(
                name="portal_intake_application", fields=["application"], condition=Q(version=1)
            ),
        ),
        migrations.AddField("told", "todo", models.JSONField(db_default=Value({}, models.JSONField()))),
    ]
