"""Ages as the law counts them (年齢計算ニ関スル法律; 民法第143条).

The day of birth counts, so an age is attained at the end of the day BEFORE the birthday, and a rule that says
"the day on which … is attained" (達する日) means that day.
"""

from datetime import date, timedelta


def attained_on(birth: date, years: int) -> date:
    """The day on which someone born on ``birth`` attains ``years`` (1 or more) in law.

    Born on 29 February: 28 February always (in a common year the month simply ends, 民法第143条第2項ただし書).
    """
    if years < 1:
        raise ValueError("an age is attained after one year or more")
    if (birth.month, birth.day) == (2, 29):
        return date(birth.year + years, 2, 28)
    return birth.replace(year=birth.year + years) - timedelta(days=1)


def age_on(birth: date, on: date) -> int:
    """The age in law on ``on``: how many years are attained by the end of that day.

    One more than people say on the day before the birthday: for what people say see ``everyday_age_on``.
    Raises ValueError when ``on`` is before the birth.
    """
    everyday = everyday_age_on(birth, on)
    return everyday + 1 if attained_on(birth, everyday + 1) <= on else everyday


def everyday_age_on(birth: date, on: date) -> int:
    """The age as people say it and as a screen shows it: it changes on the birthday (29 February: on 1 March)."""
    if on < birth:
        raise ValueError("the day asked about is before the birth")
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def school_year_end_after(birth: date, years: int) -> date:
    """The first 31 March on or after the day ``years`` is attained (…歳に達する日以後の最初の三月三十一日).

    Who is born on 1 April attains on 31 March and is in the year above who is born on 2 April.
    """
    attained = attained_on(birth, years)
    this_year = date(attained.year, 3, 31)
    return this_year if attained <= this_year else date(attained.year + 1, 3, 31)


def first_of_month(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def first_of_next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return date(day.year + 1, 1, 1) if day.month == 12 else date(day.year, day.month + 1, 1)
