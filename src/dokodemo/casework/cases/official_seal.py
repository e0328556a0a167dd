"""公印: the seal that a paper of a decision bears. It comes to the facts only when the paper itself is made, so that no preview
and no specimen has it, and the image lies in the catalog, not beside each decision."""

from typing import Any

from dokodemo.casework.cases.loading import in_force
from dokodemo.casework.cases.models import CaseDocument
from dokodemo.catalog import versions


def stamped(document: CaseDocument) -> dict[str, Any]:
    """The facts of a document with ``seal``, where the organ in whose name it is written has one for this kind today."""
    case = document.case
    catalog = in_force(versions.at(case.catalog_hash), case.procedure)
    seal = catalog.organs[catalog.procedures[case.procedure].organ].seal
    if seal is None or document.kind not in seal.documents:
        return dict(document.facts)
    return {**document.facts, "seal": {"title": seal.title.ja, "image": seal.image}}
