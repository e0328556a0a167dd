from django.urls import path

from dokodemo.casework.figures import views

urlpatterns = [
    path("board", views.board, name="board"),
    path("deadlines", views.deadlines, name="deadlines"),
    path("statistics", views.statistics, name="statistics"),
    path("statistics/open-data", views.open_data, name="statistics_open_data"),
]
