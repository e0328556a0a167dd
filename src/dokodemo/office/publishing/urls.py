from django.urls import path

from dokodemo.office.publishing import views

urlpatterns = [
    path("publishing", views.publishing, name="publishing"),
    path("publishing/<int:number>", views.proposal, name="publishing_proposal"),
    path("publishing/<int:number>/publish", views.publish, name="publishing_publish"),
    path("publishing/<int:number>/drop", views.drop, name="publishing_drop"),
    path("publishing/<int:number>/forms/<slug:procedure_id>", views.form, name="publishing_form"),
    path(
        "publishing/<int:number>/forms/<slug:procedure_id>/letters/<slug:letter_id>",
        views.letter,
        name="publishing_letter",
    ),
]
