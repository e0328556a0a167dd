"""Ratings are counted by month: the sections' statistics show them so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("site", "0002_scores")]
    operations = [
        migrations.RemoveConstraint("rating", "site_rating_once"),
        migrations.AddField(
            "rating",
            "month",
            models.DateField(null=True, help_text="its first day; null: before months were counted"),
        ),
        migrations.AddConstraint(
            "rating",
            models.UniqueConstraint(fields=["procedure", "month", "stars"], name="site_rating_once"),
        ),
        migrations.AddConstraint(
            "rating", models.CheckConstraint(condition=models.Q(month__day=1), name="site_rating_first")
        ),
    ]
