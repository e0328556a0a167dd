"""What the invented people of these walks answer."""

from dokodemo.operate import answers
from dokodemo.operate.answers import Answers

CHILD, DOG = "jido-teate-nintei", "inu-toroku"
NUMBERS = {"spouse_kojinbango": answers.SPOUSE_NUMBER}


def one_child_apart() -> list[tuple[str, Answers]]:
    """The invented family, whose elder child lives with his grandmother: that calls for a statement."""
    pages = answers.family()
    children = dict(pages)["kodomo"]
    children |= {"children-1-living": "apart", "children-1-separate_address": "潮見県山辺市元町一丁目２番"}
    return pages


def older_child() -> dict[str, str]:
    """A student past high-school age, for the page that few see."""
    return {
        "older_children-0-name": "海野　なぎさ",
        "older_children-0-birth": "平成18年6月1日",
        "older_children-0-occupation_now": "student",
        "older_children-0-supported": "true",
    }
