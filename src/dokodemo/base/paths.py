"""Any text in an address, but for the one character that no database keeps: what has it is no address of ours (404)."""

from django.urls import register_converter
from django.urls.converters import StringConverter

#: For addresses: ``path(f"dogs/<{TEXT}:number>", …)``.
TEXT = "text"


class _Text(StringConverter):
    regex = r"[^/\0]+"


register_converter(_Text, TEXT)
