"""The desk, included by office and core at their root."""

from django.urls import path

from dokodemo.casework.desk.views import (
    approvals,
    auditor,
    bulk,
    case,
    notes,
    operator,
    papers,
    people,
    queue,
)

_CASE = "cases/<uuid:case_id>"

urlpatterns = [
    path("", queue.desk, name="desk"),
    path("help", queue.help_page, name="help"),
    path("many", bulk.many, name="many"),
    path("many/undo", bulk.undo, name="many_undo"),
    path("export", bulk.export, name="export"),
    path("views", bulk.save_view, name="view_save"),
    path("views/remove", bulk.remove_view, name="view_remove"),
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}/take", case.take, name="case_take"),
    path(f"{_CASE}/link", case.link, name="case_link"),
    path(f"{_CASE}/correct", case.correct, name="case_correct"),
    path(f"{_CASE}/ask", case.ask, name="case_ask"),
    path(f"{_CASE}/propose", case.propose, name="case_propose"),
    path(f"{_CASE}/decide", case.decide, name="case_decide"),
    path(f"{_CASE}/return", case.send_back, name="case_return"),
    path(f"{_CASE}/agree", approvals.agree, name="case_agree"),
    path(f"{_CASE}/withdraw", case.withdraw, name="case_withdraw"),
    path(f"{_CASE}/reopen", case.reopen, name="case_reopen"),
    path(f"{_CASE}/fee", case.fee, name="case_fee"),
    path(f"{_CASE}/number", case.number, name="case_number"),
    path(f"{_CASE}/note", notes.note, name="case_note"),
    path(f"{_CASE}/note/back", notes.take_back, name="case_note_back"),
    path(f"{_CASE}/contact", notes.contact, name="case_contact"),
    path(f"{_CASE}/promise", notes.promise, name="case_promise"),
    path(f"{_CASE}/presence", case.presence, name="case_presence"),
    path(f"{_CASE}/attachments/<uuid:attachment_id>", papers.attachment, name="case_attachment"),
    path(f"{_CASE}/documents/<uuid:document_id>", papers.document, name="case_document"),
    path("approvals", approvals.approvals, name="approvals"),
    path("approvals/seen", approvals.seen, name="approvals_seen"),
    path("mentions", notes.mentions, name="mentions"),
    path("print", papers.prints, name="prints"),
    path("print/<uuid:document_id>/label", papers.label, name="print_label"),
    path("people", people.search, name="people"),
    path("audit", auditor.trail, name="trail"),
    path("audit/verify", auditor.verify, name="trail_verify"),
    path("audit/export", auditor.export, name="trail_export"),
    path("operations", operator.operations, name="operations"),
    path("operations/retry", operator.retry, name="operations_retry"),
]
