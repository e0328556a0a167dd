"""How procedures stand in an address: one id, or several joined by ``+`` where they are applied for together."""

from django.urls import register_converter

from dokodemo.catalog.combined import JOIN


class ProceduresConverter:
    """``<procedures:procedure_id>`` of a path."""

    regex = rf"[-a-z0-9]+(?:\{JOIN}[-a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProceduresConverter, "procedures")
