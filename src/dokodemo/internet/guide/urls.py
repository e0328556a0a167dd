"""The guide's addresses. None of them ever holds an answer; that of a kept sheet is its key."""

from django.urls import path

from dokodemo.internet.guide import views

urlpatterns = [
    path("guide/begin", views.begin, name="guide_begin"),
    path("guide/forget", views.forget, name="guide_forget"),
    path("guide/keep", views.keep, name="guide_keep"),
    path("guide/kept/<str:token>", views.kept, name="guide_kept"),
    path("guide/rate", views.rate, name="guide_rate"),
    path("guide/result", views.result, name="guide_result"),
    path("guide/questions/<slug:question_id>", views.question, name="guide_question"),
    path("guide/<slug:event_id>", views.event, name="guide_event"),
    path("search", views.search, name="search"),
]
