"""The staff directory as this zone is told it by ``office`` (decision 12)."""
