from django.db import migrations, models


class Migration(migrations.Migration):
    """The night finds what is old among what stayed, too, not only among what was destroyed."""

    dependencies = [
        ("holdings", "0001_first"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="item",
            name="disposal_item_at",
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("at__isnull", False)), fields=["at"], name="disposal_item_at"
            ),
        ),
    ]
