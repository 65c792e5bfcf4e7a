"""How to reach the other installation, and by which keys both know each other."""

import ipaddress
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

from ..connection import Pairs
from ..edxml.limits import DEFAULT_LIMITS, KIB
from ..errors import DirectRefusedError


@dataclass(frozen=True, slots=True)
class DirectSettings:
    """The end of a direct channel.

    :param url: scheme, host and port; TLS is a must unless it is this very machine
    :param private: own key; never shown
    :param publics: keys of the other side; packets are meant for the first
    :param certificate: file of a client certificate and its chain (PEM), for servers
        that ask for one already in TLS
    :param certificate_key: file of its key
    :param trust: file of root certificates (PEM); ``""`` for those of the machine
    :param silent_s: seconds that the other side may be silent; it reads and stores a
        packet before it answers
    """

    url: str
    private: str = field(repr=False)
    publics: tuple[str, ...]
    connect_s: float = 10
    silent_s: float = 300
    total_s: float = 900
    proxies: Pairs = field(default=(), repr=False)
    trust: str = ""
    certificate: str = ""
    certificate_key: str = ""
    packet_bytes: int = DEFAULT_LIMITS.packet_bytes
    answer_bytes: int = 64 * KIB
    # Who answers is proved by its key, but what is sent must not be read on the way.
    verify: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_url(self.url)
        if not self.private:
            raise DirectRefusedError("direct.own_key_missing")
        if not self.publics:
            raise DirectRefusedError("direct.peer_key_missing")


def check_url(url: str) -> None:
    """Check the address of an installation.

    :raises DirectRefusedError: ``direct.url_wrong``, ``direct.url_plain``
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname
        usable = usable and not parts.username and parts.port != 0
    except ValueError as error:
        raise DirectRefusedError("direct.url_wrong", url=url) from error
    # The path is signed, so there is none but the interface's own.
    beside = parts.path.strip("/") or parts.query or parts.fragment
    if not usable or beside or not url.isascii() or url != "".join(url.split()):
        raise DirectRefusedError("direct.url_wrong", url=url)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise DirectRefusedError("direct.url_plain", url=url)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
