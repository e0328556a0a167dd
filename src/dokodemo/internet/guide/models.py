"""Sheets of the guide that wait for another device, and where people give up. Why and how long: ``personal``."""

from typing import ClassVar

from django.db import models


class Kept(models.Model):
    """A sheet of the guide, waiting for its owner's other device."""

    id_hash = models.BinaryField(primary_key=True, help_text="SHA-256 of the identifier in the address")
    locked = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "guide_kept"


class Figure(models.Model):
    """How often a place of the guide was shown on one day, and how often somebody went on from it."""

    day = models.DateField()
    place = models.TextField()
    shown = models.IntegerField()
    answered = models.IntegerField()

    class Meta:
        db_table = "guide_figure"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "place"], name="guide_figure_once")]
