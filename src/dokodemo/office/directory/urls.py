from django.urls import path

from dokodemo.base.paths import TEXT
from dokodemo.office.directory import plan_views, views

urlpatterns = [
    path("directory", views.directory, name="directory"),
    path("directory/new", views.new, name="directory_new"),
    path(f"directory/members/<{TEXT}:member_id>", views.member, name="directory_member"),
    path(f"directory/members/<{TEXT}:member_id>/absence", views.absence, name="directory_absence"),
    path("reorganisations", plan_views.reorganisations, name="reorganisations"),
    path("reorganisations/<uuid:plan_id>", plan_views.reorganisation, name="reorganisation"),
    path("reorganisations/<uuid:plan_id>/confirm", plan_views.confirm, name="reorganisation_confirm"),
    path("reorganisations/<uuid:plan_id>/withdraw", plan_views.withdraw, name="reorganisation_withdraw"),
]
