"""Words of this room for its templates."""

from django import template

from dokodemo.office.publishing import words

register = template.Library()
register.filter("via_word", words.via)
