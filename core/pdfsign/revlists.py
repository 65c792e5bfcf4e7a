"""Revocation lists for pyHanko, also such with a hundred thousand entries.

pyHanko goes through a list entry by entry, each of them parsed in Python: seconds for
every signature. Here a fast parser looks up the certificates that matter, and pyHanko
is shown the same list, with its signature and dates, but these entries only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import crl
from asn1crypto.x509 import Time
from cryptography import x509
from pyhanko_certvalidator.revinfo.archival import CRLContainer

# Entries below which looking at each one is quick enough.
_FEW = 64
# Where an entry names another authority, or takes one back, all entries count.
_OTHER_ISSUER = bytes.fromhex("0603551d1d")
_DELTA = bytes.fromhex("0603551d1b")
_HEAD = ("issuer", "this_update", "next_update", "crl_extensions")


@dataclass(frozen=True, slots=True)
class LargeList:
    """A list that is asked for single certificates.

    :param der: the whole list
    :param serials: of all certificates in it
    """

    der: bytes
    parsed: x509.CertificateRevocationList
    serials: frozenset[int]

    def about(self, serials: Iterable[int]) -> CRLContainer:
        """Return the list as if only these certificates could be in it."""
        find = self.parsed.get_revoked_certificate_by_serial_number
        found = [find(serial) for serial in self.serials.intersection(serials)]
        value = crl.CertificateList.load(self.der)
        content = value["tbs_cert_list"]
        _ = content["this_update"]  # has the children parsed
        place = content._field_map["revoked_certificates"]
        content.children[place] = _Some([_entry(item) for item in found])
        return CRLContainer(value)

    def whole(self) -> CRLContainer:
        """Return the list with all its entries."""
        return CRLContainer(crl.CertificateList.load(self.der))


class _Some(crl.RevokedCertificates):
    """Stands for all entries, whose bytes stay what the authority signed."""

    def _is_mutated(self) -> bool:
        return False


def read_list(der: bytes) -> CRLContainer | LargeList:
    """Parse a list, all of it, so that damage shows now.

    :raises ValueError: also TypeError and others of ``READ_ERRORS``
    """
    parsed = x509.load_der_x509_crl(der)
    usual = _OTHER_ISSUER not in der and _DELTA not in der
    if usual and len(parsed) > _FEW:
        content = crl.CertificateList.load(der, strict=True)["tbs_cert_list"]
        for name in _HEAD:
            _ = content[name].native
        return LargeList(der, parsed, frozenset(e.serial_number for e in parsed))
    value = crl.CertificateList.load(der, strict=True)
    _ = value.native
    return CRLContainer(value)


def _entry(found: x509.RevokedCertificate) -> crl.RevokedCertificate:
    since = found.revocation_date_utc
    kind = "utc_time" if since.year < 2050 else "general_time"
    fields = {
        "user_certificate": found.serial_number,
        "revocation_date": Time({kind: since}),
    }
    try:
        reason = found.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return crl.RevokedCertificate(fields)
    extension = {
        "extn_id": "crl_reason",
        "critical": False,
        "extn_value": crl.CRLReason(_NAMES.get(reason, "unspecified")),
    }
    return crl.RevokedCertificate({**fields, "crl_entry_extensions": [extension]})


_NAMES = {
    x509.ReasonFlags.key_compromise: "key_compromise",
    x509.ReasonFlags.ca_compromise: "ca_compromise",
    x509.ReasonFlags.affiliation_changed: "affiliation_changed",
    x509.ReasonFlags.superseded: "superseded",
    x509.ReasonFlags.cessation_of_operation: "cessation_of_operation",
    x509.ReasonFlags.certificate_hold: "certificate_hold",
    x509.ReasonFlags.remove_from_crl: "remove_from_crl",
    x509.ReasonFlags.privilege_withdrawn: "privilege_withdrawn",
    x509.ReasonFlags.aa_compromise: "aa_compromise",
}
