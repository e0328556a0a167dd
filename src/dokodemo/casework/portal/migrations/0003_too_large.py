"""Several versions of one application may be too large: what was not fetched has no hash that tells them apart."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_answers")]
    operations = [
        migrations.RemoveConstraint("intake", "portal_intake_package"),
        migrations.AddConstraint(
            "intake",
            models.UniqueConstraint(
                name="portal_intake_package", fields=["number", "sha256"], condition=~Q(sha256="")
            ),
        ),
    ]
