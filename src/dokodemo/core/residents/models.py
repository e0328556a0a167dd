"""Who lives here. Bitemporal (decision 5). Why and how long it is kept: ``personal``."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dokodemo.base.bitemporal import Version

_KNOWN_NOW = Q(known__upper_inf=True)


class Person(models.Model):
    """One person for ever, by 宛名番号: fourteen digits and a check digit. A number is never used again."""

    atenabango = models.CharField(primary_key=True, max_length=15)
    made_at = models.DateTimeField(db_default=Now())


class PersonVersion(Version):
    """What holds of a person during some days. ``setaibango`` is the household's number; ``relation`` is 続柄."""

    identity = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="versions")
    name = models.TextField(help_text="as it is in the record, never normalised")
    name_key = models.TextField(help_text="values.names.search_key of the name")
    kana = models.TextField()
    kana_key = models.TextField(help_text="values.names.kana_key of the reading")
    birth = models.DateField()
    sex = models.CharField(max_length=1, choices=[("0", "not known"), ("1", "male"), ("2", "female")])
    address = models.TextField()
    address_key = models.TextField(help_text="matching.address_key of the address")
    machiaza_id = models.CharField(max_length=7, help_text="町字ID of the address base registry")
    postal = models.CharField(max_length=8)
    setaibango = models.CharField(max_length=15)
    relation = models.TextField()
    order = models.SmallIntegerField(default=0, help_text="place in the household (世帯員の並び順)")
    status = models.TextField(choices=[("resident", "住民"), ("moved", "転出"), ("dead", "死亡")])
    kind = models.TextField(choices=[("japanese", "日本人"), ("foreign", "外国人")])

    class Meta(Version.Meta):
        db_table = "residents_person_version"
        constraints: ClassVar = [
            *Version.Meta.constraints,
            models.CheckConstraint(name="residents_sex", condition=Q(sex__in=["0", "1", "2"])),
            models.CheckConstraint(
                name="residents_status", condition=Q(status__in=["resident", "moved", "dead"])
            ),
            models.CheckConstraint(name="residents_kind", condition=Q(kind__in=["japanese", "foreign"])),
        ]
        indexes: ClassVar = [
            *Version.Meta.indexes,
            models.Index(
                OpClass("name_key", "text_pattern_ops"), name="residents_name", condition=_KNOWN_NOW
            ),
            models.Index(
                OpClass("kana_key", "text_pattern_ops"), name="residents_kana", condition=_KNOWN_NOW
            ),
            models.Index(fields=["birth", "sex"], name="residents_birth", condition=_KNOWN_NOW),
            models.Index(fields=["setaibango", "order"], name="residents_household", condition=_KNOWN_NOW),
        ]


class SubjectLink(models.Model):
    """Somebody who signs in there is this person (decision 7): a clerk decided it once, on a case. Only here in the
    core zone, and the provider's name for them only as a keyed hash."""

    issuer = models.TextField()
    subject_hash = models.BinaryField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    linked_at = models.DateTimeField(db_default=Now())
    linked_by = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject_hash"], name="residents_one_person_a_subject")
        ]
