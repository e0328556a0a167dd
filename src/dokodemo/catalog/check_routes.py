"""Can every proposal of this city get to somebody who decides it?"""

from collections.abc import Iterator, Mapping
from typing import Any

from dokodemo.catalog.check_procedure import Known
from dokodemo.catalog.posts import PostsFile
from dokodemo.catalog.reading import Source, nearest
from dokodemo.catalog.routes import ApprovalRule, ApprovalsFile, Seat
from dokodemo.catalog.schema import Procedure


def judge(declared: ApprovalsFile | None, source: Source, known: Known, posts: PostsFile | None) -> None:
    """Say everything that is wrong with ``approval.yaml``, where it could be read."""
    if declared is None:
        return
    held = {each.id for each in posts.posts} if posts else set()
    rules = {each.id: each for each in declared.approvals}
    for index, rule in enumerate(declared.approvals):
        _judge_roles(rule, index, source)
        _judge_route(rule, index, source, known, held)
        _judge_beyond(rule, index, source, rules)
    for post, deputies in declared.deputies.items():
        for each in (post, *deputies):
            if each not in held:
                source.say(("deputies", post), f"unknown post {each!r}", _posts_hint(each, held))
        if post in deputies:
            source.say(("deputies", post), f"{post!r} cannot sit in for itself", "name another post")


def _judge_route(rule: ApprovalRule, index: int, source: Source, known: Known, held: set[str]) -> None:
    for where, seat in _seats(rule, index):
        if seat.post is not None and seat.post not in held:
            source.say((*where, "post"), f"unknown post {seat.post!r}", _posts_hint(seat.post, held))
        if seat.section is not None and seat.section not in known.sections:
            hint = nearest(seat.section, known.sections)
            source.say((*where, "section"), f"unknown section {seat.section!r}", hint)
    if rule.route and len(rule.route[-1].ask) > 1:
        source.say(
            ("approvals", index, "route", len(rule.route) - 1),
            "the last step asks several, so nobody decides",
            "end the route with one who decides",
        )


def _judge_beyond(rule: ApprovalRule, index: int, source: Source, rules: Mapping[str, ApprovalRule]) -> None:
    where = ("approvals", index, "beyond")
    for n, each in enumerate(rule.beyond):
        if each.rule not in rules:
            source.say((*where, n, "rule"), f"unknown approval rule {each.rule!r}", nearest(each.rule, rules))
    if _leads_to_itself(rule, rules):
        source.say(where, f"the rule {rule.id!r} leads back to itself", "end in another rule")


def judge_procedure(procedure: Procedure, source: Source, known: Known, posts: PostsFile | None) -> None:
    """Say which seat of a procedure's route no place of the city has: a department's post over a section that has none."""
    if posts is None or procedure.section not in known.sections:
        return
    levels = {each.id: each.of for each in posts.posts}
    rules = {name: rule for name, (rule, _source) in known.approvals.items()}
    for rule in _reached(procedure.approval, rules):
        for _where, seat in _seats(rule, 0):
            section = known.sections.get(seat.section or procedure.section)
            if section and levels.get(seat.post or "") == "department" and section[0].department is None:
                source.say(
                    ("approval",),
                    f"the rule {rule.id!r} asks {seat.post!r}, and the section {section[0].id!r} has no department",
                    "give the section a department, or the procedure another rule",
                )


def _judge_roles(rule: ApprovalRule, index: int, source: Source) -> None:
    for key, role, may in (("approver", rule.approver, "approver"), ("proposer", rule.proposer, "clerk")):
        if role != may:
            source.say(("approvals", index, key), f"the role {role!r} cannot do this", f"write {key}: {may}")


def _seats(rule: ApprovalRule, index: int) -> Iterator[tuple[tuple[Any, ...], Seat]]:
    for n, step in enumerate(rule.route):
        for m, seat in enumerate(step.ask):
            yield ("approvals", index, "route", n, "ask", m), seat


def _posts_hint(post: str, held: set[str]) -> str:
    return nearest(post, held) if held else "declare it in posts.yaml"


def _reached(start: str, rules: Mapping[str, ApprovalRule]) -> Iterator[ApprovalRule]:
    """Every rule that a decision of this one may be made by."""
    waiting, seen = [start], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in rules:
            continue
        seen.add(name)
        yield rules[name]
        waiting += [each.rule for each in rules[name].beyond]


def _leads_to_itself(rule: ApprovalRule, rules: Mapping[str, ApprovalRule]) -> bool:
    return any(rule.id in {one.id for one in _reached(each.rule, rules)} for each in rule.beyond)
