"""Is what the fields show what they say, and what the packet says?"""

import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ..errors import PdfError
from . import fields
from .policy import VerifyPolicy
from .reading import READ_ERRORS, entry
from .rules import fired
from .verdict import RuleResult
from .written import check_written

_STRING = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*Tj|\(((?:[^()\\]|\\.)*)\)\s*Tj", re.S)


def check_drawn(
    pdf: bytes, reader: PdfFileReader, policy: VerifyPolicy
) -> list[RuleResult]:
    """Compare value, drawing and the packet's data of our own text fields.

    Where there are none, the number is looked for on the page.
    """
    try:
        found = fields.text_fields(reader)
    except PdfError:
        return []
    results, values = [], {}
    for name, item in found.items():
        values[name] = value = str(entry(item.value, "/V", ""))
        drawn = _drawn_text(item.value)
        if value and drawn.strip() != value.strip():
            results.append(fired("number.drawn", name, value=value, drawn=drawn))
    if not values.get(fields.NUMBER):
        return results + check_written(pdf, reader, policy)
    return results + _packet_rules(values, policy)


def _packet_rules(values: dict[str, str], policy: VerifyPolicy) -> list[RuleResult]:
    found = []
    number = values.get(fields.NUMBER, "")
    if policy.number and number and not _same(number, policy.number):
        found.append(
            fired("number.packet", fields.NUMBER, drawn=number, packet=policy.number)
        )
    day, month = values.get(fields.DAY, ""), values.get(fields.MONTH, "")
    if policy.issued_on and day and month:
        wanted = policy.issued_on
        if not (_same(day, str(wanted.day)) and _same(month, str(wanted.month))):
            found.append(
                fired(
                    "date.packet",
                    fields.DAY,
                    drawn=f"{day}/{month}",
                    packet=wanted.strftime("%d/%m"),
                )
            )
    return found


def _same(first: str, second: str) -> bool:
    return first.strip().lstrip("0") == second.strip().lstrip("0")


def _drawn_text(widget: generic.DictionaryObject) -> str:
    """Text that the field's appearance draws; our fields' font is a simple one."""
    try:
        content = widget["/AP"]["/N"].data
    except READ_ERRORS:
        return ""
    parts = []
    for hexadecimal, literal in _STRING.findall(content):
        if literal:
            parts.append(re.sub(rb"\\(.)", rb"\1", literal))
        else:
            digits = re.sub(rb"\s", b"", hexadecimal)
            parts.append(
                bytes.fromhex(digits.decode("ascii") + "0" * (len(digits) % 2))
            )
    return b"".join(parts).decode("latin-1")
