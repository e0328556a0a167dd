"""What only a zone that keeps residents has: there people have 宛名番号."""

from django.urls import path

from dokodemo.casework.looking.views import lists, looks

urlpatterns = [
    path("looking/whose", looks.looks, name="looks"),
    path("looking/notable", lists.notable, name="notable"),
    path("looking/own-numbers", lists.own_numbers, name="own_numbers"),
]
