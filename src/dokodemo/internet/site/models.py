"""How well the city's procedures work (手続棚卸し), in counts. What is kept of persons, why and how long: ``personal``."""

from typing import ClassVar

from django.db import models


class Figure(models.Model):
    """One procedure in the last 365 days, as counted last night from what was sent here."""

    procedure = models.TextField(primary_key=True)
    sent = models.IntegerField()
    decided = models.IntegerField()
    in_time = models.IntegerField(help_text="decided within the procedure's standard time")
    median_days = models.IntegerField(null=True, help_text="from arrival to decision")
    timed = models.IntegerField(db_default=0, help_text="sent alone, with a known beginning")
    median_minutes = models.IntegerField(null=True, help_text="from opening the form until it was sent")
    given_up = models.IntegerField(db_default=0, help_text="drafts that ended without being sent")
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "site_figure"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(in_time__lte=models.F("decided"), decided__lte=models.F("sent")),
                name="site_figure_parts",
            )
        ]


class Rating(models.Model):
    """How often residents gave a procedure so many stars (1 hard to 5 easy) in one month."""

    procedure = models.TextField()
    month = models.DateField(null=True, help_text="its first day; null: before months were counted")
    stars = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        db_table = "site_rating"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "month", "stars"], name="site_rating_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="site_rating_first"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="site_rating_stars"),
        ]


class Rated(models.Model):
    """That something was said after this application: one voice each. What was said is not here."""

    application_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "site_rated"
