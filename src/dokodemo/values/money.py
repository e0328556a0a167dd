"""Yen: whole numbers, always ``int``."""


def format_yen(amount: int) -> str:
    """``amount`` as people read it: 12,000円, -500円."""
    return f"{amount:,}円"
