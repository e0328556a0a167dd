"""Certificates of the resident record that leave the city on paper (住民基本台帳法 12条 to 12条の3)."""

#: What the procedures that this room decides declare as their ``effect``.
EFFECT = "certificates.resident_record"
