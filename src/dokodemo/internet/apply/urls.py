"""The addresses of an application. ``files``, ``review``, ``submit`` and ``delete`` stand before the form's pages."""

from django.urls import path

from dokodemo.internet.apply import addresses  # noqa: F401 (it makes <procedures:…> known)
from dokodemo.internet.apply.views import files, pages, sending

urlpatterns = [
    path("apply/<procedures:procedure_id>/start", pages.start, name="apply_start"),
    path("apply/signed", sending.signed, name="apply_signed"),
    path("apply/<uuid:draft_id>", pages.go_on, name="apply_go_on"),
    path("apply/<uuid:draft_id>/files", files.files, name="apply_files"),
    path("apply/<uuid:draft_id>/review", sending.review, name="apply_review"),
    path("apply/<uuid:draft_id>/submit", sending.submit, name="apply_submit"),
    path("apply/<uuid:draft_id>/delete", pages.delete, name="apply_delete"),
    path("apply/<uuid:draft_id>/<slug:page_id>", pages.page, name="apply_page"),
    path("receipts/<uuid:application_id>", sending.receipt, name="receipt"),
    path("receipts/<uuid:application_id>/remember", sending.remember, name="remember"),
]
