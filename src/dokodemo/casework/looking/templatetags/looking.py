"""This room's words as filters."""

from django import template

from dokodemo.casework.looking import words

register = template.Library()
register.filter("looking_rule", words.rule)
register.filter("looking_rule_help", words.rule_help)
register.filter("looking_answer", words.answer)
register.filter("looking_answer_look", words.answer_look)
