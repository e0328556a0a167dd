"""An answer that names somebody else parts a case from the resident it was linked to."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_together")]
    operations = [
        migrations.RemoveConstraint("caselink", "case_link_how"),
        migrations.AddConstraint(
            "caselink",
            models.CheckConstraint(condition=Q(how__in=["known", "chosen", "parted"]), name="case_link_how"),
        ),
        migrations.AddConstraint(
            "caselink",
            models.CheckConstraint(
                condition=Q(how="parted", person="") | (~Q(how="parted") & ~Q(person="")),
                name="case_link_parted",
            ),
        ),
    ]
