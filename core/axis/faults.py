"""What a test axis does wrong on purpose.

A fault is written ``KIND[@CALL]=HOW OFTEN[,VALUE]``. How often is a probability such
as ``0.1``, or ``3x`` for the first three calls. Kinds:

``delay``
    the work begins VALUE seconds late (default 1).
``slow``
    the answer trickles for VALUE seconds (default 1).
``error``
    nothing is done; a page of HTTP status VALUE (default 503), as a proxy shows it.
``fail``
    nothing is done; an answer that tells of ErrorCode VALUE (default 20).
``cut``
    nothing is done; the connection is cut.
``lost``
    the request is carried out, and the connection cut instead of an answer.
``short``
    the request is carried out, and the answer ends in the middle.
``page``
    the request is carried out, and the answer is a page of text, status 200.
``double``
    what is sent is kept twice, under two identifiers.
"""

import random
import re
import threading
from dataclasses import dataclass

from ..errors import AxisError

# With what a rule says if it gives no value.
KINDS = {
    "delay": 1.0,
    "slow": 1.0,
    "error": 503.0,
    "fail": 20.0,
    "cut": 0.0,
    "lost": 0.0,
    "short": 0.0,
    "page": 0.0,
    "double": 0.0,
}
_RULE = re.compile(
    r"(?P<kind>[a-z]+)(?:@(?P<call>[A-Za-z0-9]+))?="
    r"(?:(?P<times>[0-9]{1,6})x|(?P<rate>[01](?:\.[0-9]+)?))(?:,(?P<value>[0-9.]{1,8}))?"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule.

    :param call: the call it is for, ``""`` for all
    :param rate: probability, where ``times`` is 0
    :param times: the first calls that it strikes
    """

    kind: str
    value: float
    call: str = ""
    rate: float = 0
    times: int = 0


def read_fault(text: str) -> Fault:
    """Read a rule.

    :raises AxisError: ``axis.fault_wrong``
    """
    match = _RULE.fullmatch(text)
    if not match or match["kind"] not in KINDS:
        raise AxisError("axis.fault_wrong", rule=text, kinds=", ".join(KINDS))
    try:
        value = float(match["value"] or KINDS[match["kind"]])
        rate = float(match["rate"] or 0)
    except ValueError as error:
        kinds = ", ".join(KINDS)
        raise AxisError("axis.fault_wrong", rule=text, kinds=kinds) from error
    return Fault(
        match["kind"], value, match["call"] or "", rate, int(match["times"] or 0)
    )


class Faults:
    """Decides for each call what goes wrong."""

    def __init__(self, rules: tuple[Fault, ...] = (), seed: int | None = None) -> None:
        self._rules = rules
        self._left = [rule.times for rule in rules]
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def draw(self, call: str) -> dict[str, float]:
        """Return the kinds that strike this call, with their values."""
        struck = {}
        with self._lock:
            for index, rule in enumerate(self._rules):
                if rule.call not in ("", call):
                    continue
                if rule.times:
                    strikes = self._left[index] > 0
                    self._left[index] -= strikes
                else:
                    strikes = self._random.random() < rule.rate
                if strikes:
                    struck[rule.kind] = rule.value
        return struck
