from django.urls import path

from dokodemo.casework.reception import views

urlpatterns = [
    path("reception", views.overview, name="reception"),
    path("reception/answers/<uuid:case_id>", views.answer, name="reception_answer"),
    path("reception/slips/<uuid:case_id>", views.slip, name="reception_slip"),
    path("reception/<int:reception_id>", views.sheet, name="reception_sheet"),
    path("reception/<int:reception_id>/scans/<uuid:scan_id>", views.scan, name="reception_scan"),
    path("reception/<int:reception_id>/discard", views.discard, name="reception_discard"),
]
