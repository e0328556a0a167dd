"""The zone matrix: who may dial whom (docs/house.md). Nothing ever dials inwards, the internet dials no zone."""

from dokodemo.catalog.reading import Source
from dokodemo.catalog.schema import Flow, Procedure

#: (from, to) → (ports, protocols). What is not here is never allowed.
MATRIX: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("resident-browser", "internet"): (("web",), ("http", "https")),
    ("resident-browser", "identity-provider"): (("oidc",), ("http", "https")),
    ("staff-browser", "office"): (("web",), ("http", "https")),
    ("staff-browser", "core"): (("web",), ("http", "https")),
    ("relay", "internet"): (("gateway",), ("http", "https")),
    ("office", "internet"): (("gateway",), ("http", "https")),
    ("core", "relay"): (("gateway",), ("http", "https")),
    ("core", "office"): (("gateway",), ("http", "https")),
    ("internet", "identity-provider"): (("oidc",), ("http", "https")),
    ("internet", "smtp"): (("smtp",), ("smtp",)),
    ("office", "smtp"): (("smtp",), ("smtp",)),
    ("core", "smtp"): (("smtp",), ("smtp",)),
    ("office", "portal"): (("portal",), ("http", "https")),
    ("core", "portal"): (("portal",), ("http", "https")),
}

_DEPTH = {"internet": 0, "relay": 1, "office": 1, "core": 2}
#: What has to be declared for an application to reach the zone that handles it.
ROADS: dict[str, tuple[tuple[str, str], ...]] = {
    "core": (("relay", "internet"), ("core", "relay")),
    "office": (("office", "internet"),),
}


def judge(flows: list[Flow], source: Source) -> None:
    """Say which flows break the matrix, or are there twice."""
    seen: set[str] = set()
    for index, flow in enumerate(flows):
        at = ("flows", index)
        if flow.id in seen:
            source.say((*at, "id"), f"the id {flow.id!r} is here twice", "give each flow its own id")
        seen.add(flow.id)
        allowed = MATRIX.get((flow.from_, flow.to))
        if allowed is None:
            source.say((*at, "to"), *_why_not(flow))
            continue
        ports, protocols = allowed
        if flow.port not in ports:
            source.say(
                (*at, "port"),
                f"{flow.from_} does not reach {flow.to} on the port {flow.port!r}",
                f"write port: {ports[0]}",
            )
        if flow.protocol not in protocols:
            source.say(
                (*at, "protocol"),
                f"{flow.from_} does not speak {flow.protocol!r} to {flow.to}",
                f"write protocol: {protocols[-1]}",
            )


def judge_road(procedure: Procedure, source: Source, flows: list[Flow]) -> None:
    """Say when the flows do not carry this procedure's applications to its zone."""
    declared = {(flow.from_, flow.to) for flow in flows}
    for dialler, listener in ROADS[procedure.zone]:
        if (dialler, listener) not in declared:
            source.say(
                ("zone",),
                f"no flow carries an application to {procedure.zone}: {dialler} does not dial {listener}",
                f"declare it in flows.yaml with from: {dialler}, to: {listener}",
            )


def _why_not(flow: Flow) -> tuple[str, str]:
    starts, ends = _DEPTH.get(flow.from_), _DEPTH.get(flow.to)
    if flow.from_ == "internet" and ends is not None:
        return "the internet zone never dials a zone", f"let {flow.to} dial internet and fetch"
    if starts is not None and ends is not None and starts < ends:
        return f"{flow.from_} would dial inwards to {flow.to}", f"write from: {flow.to} and to: {flow.from_}"
    partners = sorted(to for start, to in MATRIX if start == flow.from_)
    hint = f"{flow.from_} may dial: {', '.join(partners)}" if partners else f"{flow.from_} may dial nobody"
    return f"{flow.from_} may not dial {flow.to}", hint
