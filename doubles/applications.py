"""What invented applicants answer (``tests/procedures/*.yaml``): for the portal's double, and for all that stands on
``operate.samples``, where the file is told of.

Days hang on the day on which somebody applies: today-30; open+3, the third day from then on which offices are open;
month+4, the first of the fourth month from then; before-school, the birthday of a child that enters school next April."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dokodemo.values import yaml
from dokodemo.values.days import add_working_days, fiscal_year

FOLDER = Path(__file__).parent.parent / "tests" / "procedures"
_DAY = re.compile(r"(today|open|month|before-school)([+-]\d+)?")


def read(procedure: str) -> Any:
    """The file of one procedure. Raises YamlProblem."""
    return yaml.load(FOLDER / f"{procedure}.yaml")


def typed(plain: Mapping[str, Any], on: date) -> dict[str, str]:
    """Answers as somebody types them on that day."""
    return {name: _text(value, on) for name, value in plain.items()}


def _text(value: Any, on: date) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    moved = _DAY.fullmatch(str(value))
    if not moved:
        return str(value)
    return _day(moved[1], int(moved[2] or 0), on).isoformat()


def _day(word: str, count: int, on: date) -> date:
    match word:
        case "open":
            return add_working_days(on, count)
        case "month":
            year, month = divmod(on.year * 12 + on.month - 1 + count, 12)
            return date(year, month + 1, 1)
        case "before-school":
            return date(fiscal_year(on) - 6, 10, 1)
        case _:
            return on + timedelta(count)
