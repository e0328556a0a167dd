"""What a resident had remembered. Why and how long it is kept: ``personal``."""

from django.db import models


class Profile(models.Model):
    """Answers by their meaning, as ciphertext. ``locked_key`` is this row's own key under the account's, as with drafts:
    deleting the row shreds it."""

    account_id = models.UUIDField(primary_key=True)
    locked_key = models.BinaryField()
    body = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "profile"
