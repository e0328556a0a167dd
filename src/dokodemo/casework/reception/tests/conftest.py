"""A sheet as a scanner makes it."""

import io

import pytest
from PIL import Image


def scanned(shade: int = 250) -> bytes:
    """One page, 80 by 80 pixels."""
    out = io.BytesIO()
    Image.new("L", (80, 80), shade).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def paper() -> bytes:
    return scanned()
