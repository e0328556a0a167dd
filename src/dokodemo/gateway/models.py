"""The gateway's tables, the same in every zone. What is kept of persons, why and how long: ``personal``."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now


class Outbox(models.Model):
    """A message of ours: ready → claimed (by a courier) → sent (the next hop has it) → confirmed (its reader has it)."""

    id = models.UUIDField(primary_key=True)
    destination = models.TextField()
    stream = models.UUIDField()
    sequence = models.IntegerField()
    header = models.BinaryField()
    sealed = models.BinaryField()
    state = models.TextField(db_default="ready")
    confirm = models.BooleanField(db_default=True, help_text="the reader confirms it end to end")
    created_at = models.DateTimeField(db_default=Now())
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.TextField(db_default="")
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(db_default=0, help_text="how often a courier took it")

    class Meta:
        db_table = "gateway_outbox"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["destination", "stream", "sequence"], name="gateway_outbox_sequence"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "claimed", "sent", "confirmed"]), name="gateway_outbox_state"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="gateway_outbox_counts_from_1"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["destination", "created_at", "sequence"],
                name="gateway_outbox_ready",
                condition=Q(state="ready"),
            ),
            models.Index(fields=["claimed_at"], name="gateway_outbox_claimed", condition=Q(state="claimed")),
            models.Index(fields=["sent_at"], name="gateway_outbox_sent", condition=Q(state="sent")),
            models.Index(
                fields=["confirmed_at"], name="gateway_outbox_confirmed", condition=Q(state="confirmed")
            ),
        ]


class OutboxStream(models.Model):
    """Where a stream's numbering stood when its last rows were cleared away by retention."""

    destination = models.TextField()
    stream = models.UUIDField()
    sequence = models.IntegerField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "gateway_outbox_stream"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["destination", "stream"], name="gateway_outbox_stream_once")
        ]


class Inbox(models.Model):
    """A message received. Frames (``header``, ``sealed``) are kept while not applied, and for a retention."""

    message = models.UUIDField(help_text="the envelope's identifier, chosen by its origin")
    origin = models.TextField()
    stream = models.UUIDField()
    epoch = models.BigIntegerField()
    sequence = models.IntegerField()
    first = models.BooleanField(help_text="the first of its stream in this epoch of its origin")
    type = models.TextField()
    version = models.IntegerField()
    state = models.TextField()
    code = models.TextField(db_default="", help_text="why it is quarantined; no content")
    received_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    header = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        db_table = "gateway_inbox"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "message"], name="gateway_inbox_once"),
            models.UniqueConstraint(
                fields=["origin", "stream", "epoch", "sequence"], name="gateway_inbox_sequence"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "waiting", "quarantined", "superseded"]),
                name="gateway_inbox_state",
            ),
            models.CheckConstraint(
                condition=Q(state="applied") | Q(sealed__isnull=False), name="gateway_inbox_keeps_its_frame"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["origin", "stream"],
                name="gateway_inbox_pending",
                condition=Q(state__in=["waiting", "quarantined"]),
            ),
            models.Index(
                fields=["applied_at"], name="gateway_inbox_bodies", condition=Q(sealed__isnull=False)
            ),
        ]


class Confirmation(models.Model):
    """A message received whose origin has not been told yet."""

    origin = models.TextField()
    message = models.UUIDField()

    class Meta:
        db_table = "gateway_confirmation"


class RejectedFrame(models.Model):
    """Something that came to the door and was not believed. Nothing of it is kept but the hash of its header."""

    message = models.UUIDField(help_text="what it called itself")
    caller = models.TextField(help_text="the neighbour that handed it over")
    reason = models.TextField()
    header_hash = models.BinaryField()
    at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    times = models.IntegerField(db_default=1)

    class Meta:
        db_table = "gateway_rejected"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["header_hash", "message", "reason", "caller"], name="gateway_rejected_once"
            )
        ]


class Epoch(models.Model):
    """This database's own epoch (one row): a restore begins a new one."""

    one = models.BooleanField(primary_key=True, default=True, db_default=Value(True))
    number = models.BigIntegerField()
    since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "gateway_epoch"
        constraints: ClassVar = [models.CheckConstraint(condition=Q(one=True), name="gateway_epoch_one_row")]


class PeerEpoch(models.Model):
    """The newest epoch seen in each other zone's messages."""

    origin = models.TextField(primary_key=True)
    number = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "gateway_peer_epoch"


class CatalogAcknowledgement(models.Model):
    """Which zone keeps which version of the catalog, and since when it acts by it (decision 30)."""

    hash = models.TextField()
    zone = models.TextField()
    at = models.DateTimeField(db_default=Now())
    in_force_at = models.DateTimeField(null=True, help_text="since when that zone acts by it, as it has said")

    class Meta:
        db_table = "gateway_catalog_acknowledgement"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hash", "zone"], name="gateway_catalog_acknowledged_once")
        ]


class AuditAnchor(models.Model):
    """A neighbour's head of its audit chain, so that whoever rewrites that chain is found out (decision 15).

    The table's name begins with ``audit_``: the application's role may add to it and read it, nothing else."""

    origin = models.TextField()
    sequence = models.BigIntegerField()
    hash = models.TextField(help_text="SHA-256 in hexadecimal")
    at = models.DateTimeField(help_text="when the neighbour read its head")
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_anchor"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "sequence", "hash"], name="audit_anchor_once")
        ]
