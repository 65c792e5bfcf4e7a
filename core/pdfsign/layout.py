"""Where number, date, signature and seal stand when the text doesn't tell.

Millimetres on A4 as NĐ 30/2020 annex I wants its cells; a layout is plain data, so
that document types can bring their own.
"""

from dataclasses import dataclass

from .geometry import Box


@dataclass(frozen=True, slots=True)
class Layout:
    """Places on a page as displayed, in millimetres; sizes of type in points.

    :param number: cell 3, between ``Số:`` and the notation
    :param day: cell 4, between ``ngày`` and ``tháng``
    :param month: cell 4, between ``tháng`` and ``năm``
    :param signature: cell 7c, between position and name, on the last page
    :param enclosure: top right corner of an enclosure's first page
    :param copy: cell 14, top right corner of an electronic copy's first page
    :param seal_share: part of the signature's picture that the seal covers
    """

    number: Box
    day: Box
    month: Box
    signature: Box
    enclosure: Box
    copy: Box
    number_size: float = 13
    date_size: float = 13
    seal_share: float = 1 / 3


DEFAULT_LAYOUT = Layout(
    number=Box(left=48, top=38, width=14, height=6),
    day=Box(left=146, top=38, width=8, height=6),
    month=Box(left=166, top=38, width=8, height=6),
    signature=Box(left=120, top=225, width=50, height=24),
    enclosure=Box(left=140, top=8, width=62, height=11),
    copy=Box(left=120, top=8, width=82, height=16),
)
