"""Do the earlier signatures of a file still hold after one more?"""

from pyhanko.sign.diff_analysis import SuspiciousModification

from ..errors import PdfError
from .changes import POLICY
from .reading import open_to_extend
from .signed import SIGNATURE_ERRORS, signatures


def check_untouched(before: bytes, after: bytes) -> None:
    """Refuse a result in which an earlier signature doesn't allow what was added.

    What others changed before isn't our doing.

    :raises PdfError: ``pdf.locked`` with the signature's field
    """
    new = _broken(after) - _broken(before)
    if new:
        raise PdfError("pdf.locked", field=min(new))


def _broken(pdf: bytes) -> set[str]:
    """Fields of the signatures whose later revisions they don't allow."""
    found = set()
    for name, signature in signatures(open_to_extend(pdf)):
        try:
            signature.compute_integrity_info(diff_policy=POLICY)
            allowed = signature.summarise_integrity_info()["docmdp_ok"]
        except SIGNATURE_ERRORS:
            allowed = False
        suspicious = isinstance(signature.diff_result, SuspiciousModification)
        if suspicious or not allowed:
            found.add(name)
    return found
