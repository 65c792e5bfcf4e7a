"""What a program can tell about a document's form (NĐ 30/2020 Phụ lục I)."""

from .check import Answer, Expected, Finding, examine_form

__all__ = ["Answer", "Expected", "Finding", "examine_form"]
