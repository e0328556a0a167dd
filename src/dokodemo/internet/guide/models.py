"""Purpose: to go on with the guide on another device, for who asked for it. Retention: 24 hours. What was answered lies here
under a secret that only the address in the QR code holds."""

from django.db import models


class Kept(models.Model):
    """A sheet of the guide, waiting for its owner's other device."""

    id_hash = models.BinaryField(primary_key=True, help_text="SHA-256 of the identifier in the address")
    locked = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "guide_kept"
