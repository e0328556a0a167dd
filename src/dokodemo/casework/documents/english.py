"""The short note in English under a Japanese letter, for who asked for English. The Japanese text is the decision."""

from collections.abc import Mapping
from datetime import date
from typing import Any


def courtesy(facts: Mapping[str, Any], decided: date) -> list[str]:
    """A few sentences: what this is, what was decided, how much from when, what to do with a question."""
    said = "approved" if facts["outcome"] == "approved" else "refused"
    called = "approved in part" if facts.get("reduced") else said
    sentences = [
        "Note in English. The Japanese text of this letter is the decision; this note only helps to read it.",
        f"Your application was {called} on {_english_day(decided)} (decision number {facts['number']}).",
    ]
    if said == "approved" and facts.get("amount") is not None:
        monthly = " a month" if "月" in str(facts.get("amount_unit") or "") else ""
        sentences.append(f"Amount: {int(facts['amount']):,} yen{monthly}{_from(facts)}.")
    if called != "approved":
        sentences.append(
            "The reasons and the article of law stand under 理由 (reasons) and 根拠 (legal basis)."
        )
    if facts.get("kyoji"):
        sentences.append("How to ask for a review of the decision, and until when, stands under 教示.")
    if facts.get("phone"):
        sentences.append(f"Questions: telephone {facts['phone']}.")
    return sentences


def _from(facts: Mapping[str, Any]) -> str:
    if not facts.get("start_month"):
        return ""
    start = date.fromisoformat(str(facts["start_month"])[:10])
    return f", from {start:%B} {start.year}"


def _english_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
