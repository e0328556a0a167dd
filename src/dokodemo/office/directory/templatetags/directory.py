"""Words of this room for its templates."""

from django import template

from dokodemo.office.directory import words

register = template.Library()
register.filter("role_word", words.role)
register.filter("plan_word", words.state)
register.filter("moved_word", words.moved)
