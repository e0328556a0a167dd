"""What the invented people of these walks answer."""

from dokodemo.catalog import combining
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.schema import Page
from dokodemo.operate import answers, testing
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


def form_for_both() -> Combined:
    """Child allowance and dog as one form."""
    return combining.together(testing.sample_city(), (CHILD, DOG))


def of_page(shown: Page, typed: Answers) -> Answers:
    """What is typed into one page of a form for all; name and address are known from the card."""
    own = {each.id for each in shown.fields} - {"identity_name", "identity_address"}
    return {name: text for name, text in typed.items() if name.split("-")[0] in own}
