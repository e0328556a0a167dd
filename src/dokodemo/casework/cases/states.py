"""The states of a case and of its parts: words of the database, never shown; the desk has its own words."""

ARRIVED = "arrived"
EXAMINING = "examining"
PROPOSED = "proposed"
APPROVED = "approved"
REFUSED = "refused"
#: 取下げ: the applicant took it back before it was decided.
WITHDRAWN = "withdrawn"
STATES = (ARRIVED, EXAMINING, PROPOSED, APPROVED, REFUSED, WITHDRAWN)
#: Somebody still has to do something. The partial indexes of the queue say the same literally.
OPEN = (ARRIVED, EXAMINING, PROPOSED)
OUTCOMES = (APPROVED, REFUSED)
#: 減額, 一部認定: an approval that grants less than was asked, for reasons of the procedure's list. Only what a proposal and a
#: decision are called: the outcome is approved.
REDUCED = "reduced"
#: Nothing is left to be decided.
ENDED = (*OUTCOMES, WITHDRAWN)
#: 完結: ended, sent, filed. A stage of the desk and no state of its own: the decision stays what it is.
CLOSED = "closed"
STAGES = (*STATES, CLOSED)

#: Marks for colleagues.
FLAGS = ("urgent", "consult", "waiting")

#: Where an application came in: our own pages, the national portal, or a clerk who typed what was brought to the counter, came
#: by mail or was said on the telephone.
WEB = "web"
PORTAL = "portal"
COUNTER = "counter"
MAIL = "mail"
TELEPHONE = "telephone"
BY_HAND = (COUNTER, MAIL, TELEPHONE)
ENTRANCES = (WEB, PORTAL, *BY_HAND)
#: The attachment that is the application itself, where it was written on paper.
ORIGINAL = "_original"

WAITING = "waiting"  # parts of the attachment are still on their way
PREPARING = "preparing"  # complete; the opening room has not rebuilt it yet
READY = "ready"
NOT_LET_IN = "refused"
ATTACHMENT_STATES = (WAITING, PREPARING, READY, NOT_LET_IN)

PRINTED = "printed"
POSTED = "posted"
#: Posted, and brought back by the post office (返戻).
CAME_BACK = "came_back"
PRINT_STATES = (READY, PRINTED, POSTED, CAME_BACK)
#: What the post office writes on it: nobody known at that address, moved away, not taken in, not fetched in time.
CAME_BACK_WHY = ("unknown", "moved", "refused", "kept")

#: A seat of a route (決裁): not reached yet; asked now; agreed or decided; returned the proposal; no longer asked, because it
#: was returned elsewhere, or went back by itself.
SEAT_WAITS = "waiting"
SEAT_ASKED = "asked"
SEAT_AGREED = "agreed"
SEAT_RETURNED = "returned"
SEAT_DROPPED = "dropped"
SEAT_STATES = (SEAT_WAITS, SEAT_ASKED, SEAT_AGREED, SEAT_RETURNED, SEAT_DROPPED)

#: How a withdrawal (取下書) came; on paper a clerk records it.
ON_PAPER = (COUNTER, MAIL)
WITHDRAWAL_WAYS = (WEB, *ON_PAPER)

#: What is told of a case whose decision is taken up again: no state of its own, it is examined as before.
REOPENED = "reopened"
#: Why a decision is taken up again.
REOPEN_WHY = ("mistake", "review", "court", "new_facts")

#: How somebody was spoken with outside the system, and with whom.
CONTACT_WAYS = ("telephone", "counter", "mail", "visit")
CONTACT_WHOM = ("applicant", "family", "agent", "other")
