"""Numbers and notations of documents (NĐ 30/2020 Điều 15, Phụ lục I and III)."""

from .plan import Numbered, Plan, Split, choose_plan
from .writing import (
    format_number,
    notation,
    split_code,
    written_code,
    written_day,
    written_month,
)

__all__ = [
    "Numbered",
    "Plan",
    "Split",
    "choose_plan",
    "format_number",
    "notation",
    "split_code",
    "written_code",
    "written_day",
    "written_month",
]
