"""How to reach the axis, and as whom."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..connection import Pairs, split_proxy
from ..edxml.limits import MIB
from ..errors import AxisRefusedError
from .wire import is_plain


@dataclass(frozen=True, slots=True)
class AxisSettings:
    """The end of the axis that an agency's system speaks to.

    :param url: endpoint; a path of its own is kept
    :param secret: key of the signatures; never shown
    :param connect_s: seconds for connecting
    :param silent_s: seconds that the other side may be silent
    :param total_s: seconds for one call, from connecting to the last byte
    :param proxies: pairs of scheme and address; those of the environment don't count
    :param trust: file of root certificates (PEM); ``""`` for those of the machine
    :param verify: check the certificate and whose it is; without it anybody between
        may read and change what is exchanged
    :param packet_bytes: largest packet, sent or fetched
    :param answer_bytes: largest answer without its packet, such as a list
    :param raw: fetch packets by ``downloadEdoc``, which version 2.0.1 has
    """

    url: str
    system_id: str
    secret: str = field(repr=False)
    connect_s: float = 10
    silent_s: float = 60
    total_s: float = 900
    proxies: Pairs = field(default=(), repr=False)
    trust: str = ""
    verify: bool = True
    packet_bytes: int = 512 * MIB
    answer_bytes: int = 32 * MIB
    raw: bool = False

    def __post_init__(self) -> None:
        self._check_url()
        for name in ("system_id", "secret"):
            if not getattr(self, name):
                raise _wrong(name)
        if not is_plain(self.system_id):
            raise _wrong("system_id")
        for name in ("connect_s", "silent_s", "total_s", "packet_bytes"):
            if not getattr(self, name) > 0:
                raise _wrong(name)

        for _scheme, proxy in self.proxies:
            if not _is_proxy(proxy):
                raise _wrong("proxies")

    def _check_url(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and parts.hostname
            # A password in the address would be shown wherever the address is.
            usable = usable and not parts.username and parts.port != 0
        except ValueError as error:
            raise _wrong("url") from error
        if not usable or not is_plain(self.url) or parts.query or parts.fragment:
            raise _wrong("url")


def _is_proxy(address: str) -> bool:
    try:
        parts = split_proxy(address)
        return bool(parts.hostname) and parts.port != 0 and is_plain(address)
    except ValueError:
        return False


def _wrong(name: str) -> AxisRefusedError:
    return AxisRefusedError("axis.setting_wrong", setting=name)
