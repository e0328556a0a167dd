"""What both zones of staff have."""

from django.urls import path

from dokodemo.casework.looking.views import alarms

urlpatterns = [
    path("looking", alarms.alarms, name="alarms"),
    path("looking/told", alarms.told, name="alarms_told"),
    path("looking/report", alarms.report, name="looking_report"),
    path("looking/report/file", alarms.report_file, name="looking_report_file"),
    path("looking/<int:alarm_id>", alarms.alarm, name="alarm"),
]
