"""Whether somebody may act for the person of a case: asked of ``core``, which keeps the mandates (decision 35)."""
