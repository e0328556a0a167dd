"""What was said of the guide, and where people stop. Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.db import models


class Voice(models.Model):
    """What somebody thought of the guide: 1 (no help) to 5, and a few words."""

    id = models.UUIDField(primary_key=True, help_text="the envelope's stream: what comes twice is one voice")
    at = models.DateTimeField()
    stars = models.IntegerField()
    comment = models.TextField()
    events = models.JSONField()

    class Meta:
        db_table = "voice"
        indexes: ClassVar = [models.Index(fields=["-at"], name="voice_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="voice_stars")
        ]


class Figure(models.Model):
    """How often a place of the guide was shown on one day, and how often somebody went on from it."""

    day = models.DateField()
    place = models.TextField(help_text="a question's id, or event:<id>")
    shown = models.IntegerField()
    answered = models.IntegerField()

    class Meta:
        db_table = "guide_place"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "place"], name="guide_place_once")]
