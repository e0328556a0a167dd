"""What is to be mended arrives in the inbox."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0002_change"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="inbox_notice_kind",
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["fee", "correction", "decided", "document"])),
                name="inbox_notice_kind",
            ),
        ),
    ]
