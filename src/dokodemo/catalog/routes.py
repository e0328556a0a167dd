"""The way of a proposal to its decision (決裁の経路), as ``approval.yaml`` declares it.

A route is a sequence of steps; at each, one or several seats are asked side by side (合議), and all of them agree before it
goes on. The one seat of the last step decides (専決). Where whoever holds a post is away, or nobody does, one of its deputies
sits there in turn (代決, ``deputies``), and the holder looks at it later (後閲)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field as Item

from dokodemo.catalog.terms import Model, Role, Slug, Text

if TYPE_CHECKING:
    from dokodemo.catalog.schema import Catalog, Procedure


class Seat(Model):
    """Who is asked: whoever holds ``post`` over ``section`` (left out: the section of the case). Without a post anybody of that
    section. Whoever sits at the last step has the role ``approver``, at those before it that or ``checker`` (審査)."""

    post: Slug | None = None
    section: Slug | None = None


class Step(Model):
    """One step. Several seats are asked side by side, in no order."""

    ask: list[Seat] = Item(min_length=1, max_length=10)


class Beyond(Model):
    """Where another rule takes its place: above an amount (in the unit of the assessment, 円), or for one outcome; where both
    are given, both have to hold."""

    amount_over: int | None = Item(default=None, ge=0)
    outcome: Literal["approved", "refused"] | None = None
    rule: Slug


class ApprovalRule(Model):
    """Who decides (専決). Whoever proposed never approves: there is no key to switch that off. Without a route somebody of the
    section with the role ``approver`` decides alone."""

    id: Slug
    title: Text
    proposer: Role
    approver: Role
    decider: Text
    basis: Text
    route: list[Step] = Item(default=[], max_length=12)
    beyond: list[Beyond] = Item(default=[], max_length=12)

    @property
    def steps(self) -> Sequence[Step]:
        """The route, or the one step that holds without one."""
        return self.route or (Step(ask=[Seat()]),)


class ApprovalsFile(Model):
    """``deputies``: post → the posts that sit in for it, the first that is there."""

    approvals: list[ApprovalRule] = Item(min_length=1)
    deputies: dict[Slug, list[Slug]] = {}


def rule_for(catalog: "Catalog", procedure: "Procedure", outcome: str, amount: int | None) -> ApprovalRule:
    """The rule by which this decision is made: that of the procedure, or the one that takes its place."""
    return _beyond(catalog.approvals, catalog.approvals[procedure.approval], outcome, amount)


def _beyond(
    rules: Mapping[str, ApprovalRule], rule: ApprovalRule, outcome: str, amount: int | None
) -> ApprovalRule:
    for each in rule.beyond:
        above = each.amount_over is None or (amount is not None and amount > each.amount_over)
        if above and each.outcome in (None, outcome):
            return _beyond(rules, rules[each.rule], outcome, amount)
    return rule
