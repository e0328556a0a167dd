"""The register of dogs and their owners. Bitemporal (decision 5). Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dokodemo.base.bitemporal import Version

_KNOWN_NOW = Q(known__upper_inf=True)


class DogNumber(models.Model):
    """The last number given in a fiscal year: the row is locked, so numbers have no gap and none is given twice."""

    fiscal_year = models.IntegerField(primary_key=True)
    last = models.IntegerField()


class Dog(models.Model):
    """One dog for its life. ``number`` counts from 1 in the fiscal year of its registration."""

    fiscal_year = models.IntegerField()
    number = models.IntegerField()
    case_id = models.UUIDField(unique=True)
    decision = models.TextField(help_text="document number of the decision")
    registered_on = models.DateField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fiscal_year", "number"], name="dogs_number_once"),
            models.CheckConstraint(name="dogs_number_positive", condition=Q(number__gt=0)),
        ]


class DogEvent(models.Model):
    """What was notified of a dog (第4条第4項・第5項) and entered. ``happened_on``: since when it is so; a case is entered
    once."""

    dog = models.ForeignKey(Dog, models.PROTECT, related_name="events")
    case_id = models.UUIDField(unique=True)
    kind = models.TextField(choices=[("death", "死亡"), ("change", "変更")])
    happened_on = models.DateField()
    decision = models.TextField(help_text="document number of the decision")
    decided_on = models.DateField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="dogs_event_kind", condition=Q(kind__in=["death", "change"]))
        ]


class DogVersion(Version):
    """What holds of a dog during some days."""

    identity = models.ForeignKey(Dog, models.PROTECT, db_index=False, related_name="versions")
    owner_name = models.TextField()
    owner_key = models.TextField(help_text="values.names.search_key of the owner's name")
    owner_kana = models.TextField()
    kana_key = models.TextField(help_text="values.names.kana_key of the owner's reading")
    owner_address = models.TextField()
    owner_phone = models.TextField()
    kept_at = models.TextField(help_text="所在地: where the dog is kept")
    name = models.TextField()
    name_key = models.TextField(help_text="values.names.search_key of the dog's name")
    breed = models.TextField()
    color = models.TextField()
    sex = models.TextField(choices=[("male", "オス"), ("female", "メス")])
    birth = models.DateField()
    microchip = models.TextField(blank=True)
    tag_number = models.TextField()
    status = models.TextField(choices=[("registered", "登録"), ("moved", "転出"), ("dead", "死亡")])

    class Meta(Version.Meta):
        db_table = "dogs_version"
        constraints: ClassVar = [
            *Version.Meta.constraints,
            models.CheckConstraint(name="dogs_sex", condition=Q(sex__in=["male", "female"])),
            models.CheckConstraint(
                name="dogs_status", condition=Q(status__in=["registered", "moved", "dead"])
            ),
        ]
        indexes: ClassVar = [
            *Version.Meta.indexes,
            models.Index(OpClass("owner_key", "text_pattern_ops"), name="dogs_owner", condition=_KNOWN_NOW),
            models.Index(
                OpClass("kana_key", "text_pattern_ops"), name="dogs_owner_kana", condition=_KNOWN_NOW
            ),
            models.Index(OpClass("name_key", "text_pattern_ops"), name="dogs_name", condition=_KNOWN_NOW),
            models.Index(
                fields=["microchip"], name="dogs_microchip", condition=_KNOWN_NOW & ~Q(microchip="")
            ),
        ]
