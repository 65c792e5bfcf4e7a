"""The edXML packet of the national document axis: read, write and check it.

QCVN 102:2016/BTTTT with amendment 1:2022 fixes the packet, Quyết định 28/2018/QĐ-TTg
Điều 10 fixes what it must say. Reading is tolerant, writing is strict:

- :func:`read_packet` takes bytes, a stream or a path;
- :func:`write_packet`, :func:`build_packet` and :func:`build_content` write a packet;
- :func:`check_packet` lists what is missing or wrong in plain sentences.
"""

from .build import build_content, build_packet, write_packet
from .check import check_packet
from .limits import DEFAULT_LIMITS, Limits
from .parse import read_packet

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "build_content",
    "build_packet",
    "check_packet",
    "read_packet",
    "write_packet",
]
