"""Every procedure of this zone, from the form to a decision and to a refusal."""

import pytest

from dokodemo.casework.tests import everywhere

pytestmark = pytest.mark.django_db


@everywhere.parametrized()
def test_it_is_approved(procedure_id: str) -> None:
    everywhere.is_approved(procedure_id, None)


@everywhere.parametrized()
def test_it_is_refused(procedure_id: str) -> None:
    everywhere.is_refused(procedure_id, None)
