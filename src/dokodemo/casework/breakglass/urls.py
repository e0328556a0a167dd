"""Included by office and core at their root."""

from django.urls import path

from dokodemo.casework.breakglass import views

urlpatterns = [
    path("break-glass", views.breakglass, name="breakglass"),
    path("break-glass/<int:number>/answer", views.answer, name="breakglass_answer"),
    path("break-glass/<int:number>/end", views.end, name="breakglass_end"),
    path("break-glass/<int:number>/cases", views.section, name="breakglass_section"),
    path("break-glass/<int:number>/cases/<uuid:case_id>", views.case, name="breakglass_case"),
]
