"""Purpose: to fill in what a resident has said before; only for who asked for it. Retention: two years after the last
change; at once when the resident deletes it or closes the account."""

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
