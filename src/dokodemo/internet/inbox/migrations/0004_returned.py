"""What the post office brought back arrives in the inbox."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0003_correction"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="inbox_notice_kind",
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["fee", "correction", "decided", "document", "returned"])),
                name="inbox_notice_kind",
            ),
        ),
    ]
