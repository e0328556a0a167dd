"""Who works where: the directory of the whole city hall. ``office`` owns it and tells ``core`` (decision 12)."""
