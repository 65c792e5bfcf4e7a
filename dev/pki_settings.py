"""Who holds which certificate in the demo, and the hierarchy for certomancer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ARCH = "edoc"
SCT = "Sở Công Thương"
UBND = "Ủy ban nhân dân tỉnh Lai Châu"
NATION = "Cộng hòa xã hội chủ nghĩa Việt Nam"
UNIT = "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp"


@dataclass(frozen=True, slots=True)
class Holder:
    """One certificate and, unless ``token`` is false, one token of the same label."""

    label: str
    common_name: str
    organization: str
    title: str = ""
    seal: bool = False
    status: str = "good"
    issuer: str = "ca"
    token: bool = True


HOLDERS = (
    Holder("director", "Trần Quang Vinh", SCT, "Giám đốc"),
    Holder("deputy1", "Nguyễn Thị Thanh Hà", SCT, "Phó Giám đốc"),
    Holder("deputy2", "Lò Văn Chung", SCT, "Phó Giám đốc"),
    Holder("office_chief", "Phạm Minh Đức", SCT, "Chánh Văn phòng"),
    Holder("unit_head", "Vàng Thị Mai", UNIT, "Giám đốc"),
    Holder("other_leader", "Hoàng Quốc Khải", UBND, "Phó Chủ tịch"),
    Holder("seal_sct", SCT, UBND, seal=True),
    Holder("seal_unit", UNIT, SCT, seal=True),
    Holder("seal_other", UBND, UBND, seal=True),
    Holder("revoked", "Đỗ Văn Hồi", SCT, "Phó Giám đốc", status="revoked"),
    Holder("expired", "Bùi Thị Hạn", SCT, "Phó Giám đốc", status="expired"),
    Holder("future", "Đinh Văn Mai", SCT, "Phó Giám đốc", status="future"),
    Holder("seal_revoked", SCT, UBND, seal=True, status="revoked"),
    # The same names from a CA that nobody trusts: for the tests of the verifier.
    Holder("rogue_leader", "Trần Quang Vinh", SCT, issuer="rogue", token=False),
    Holder("rogue_seal", SCT, UBND, seal=True, issuer="rogue", token=False),
)
SERVICES = ("root", "ca", "tsa", "ocsp", "rogue")


def settings(address: str, today: datetime) -> dict:
    """Certomancer's configuration; ``address`` is host and port of its services."""
    entities = {
        "root": {"common-name": "RootCA thử nghiệm (không dùng thật)"},
        "ca": {"common-name": "CA thử nghiệm phục vụ các cơ quan Nhà nước"},
        "tsa": {"common-name": "TSA thử nghiệm"},
        "ocsp": {"common-name": "OCSP thử nghiệm"},
        "rogue": {
            "common-name": "CA tự lập",
            "organization-name": "Không ai tin cậy",
        },
    }
    certs = _service_certs(today)
    for holder in HOLDERS:
        entities[holder.label] = _subject(holder)
        certs[holder.label] = _holder_cert(holder, today)
    labels = (*SERVICES, *(holder.label for holder in HOLDERS))
    return {
        "external-url-prefix": f"http://{address}",
        "keysets": {
            ARCH: {
                "path-prefix": "keys",
                "keys": {label: {"path": f"{label}.pem"} for label in labels},
            }
        },
        "pki-architectures": {
            ARCH: {
                "keyset": ARCH,
                "entity-defaults": {
                    "country-name": "VN",
                    "organization-name": "Trung tâm thử nghiệm l10n_vn_edoc",
                },
                "entities": entities,
                "certs": certs,
                "services": _services(),
            }
        },
    }


def _subject(holder: Holder) -> dict:
    subject = {
        "common-name": holder.common_name,
        "organization-name": holder.organization,
        "state-or-province-name": "Lai Châu",
    }
    if holder.title:
        subject["title"] = holder.title
    return subject


def _usage(*names: str) -> dict:
    return {
        "id": "key_usage",
        "critical": True,
        "smart-value": {"schema": "key-usage", "params": list(names)},
    }


def _revocation_list(name: str) -> dict:
    return {
        "id": "crl_distribution_points",
        "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": [name]}},
    }


def _purpose(name: str) -> dict:
    return {"id": "extended_key_usage", "critical": True, "value": [name]}


def _validity(start: datetime, end: datetime) -> dict:
    return {"valid-from": start.isoformat(), "valid-to": end.isoformat()}


def _authority(issuer: str, validity: dict, **limits: int) -> dict:
    extensions = [
        {
            "id": "basic_constraints",
            "critical": True,
            "value": {"ca": True, **limits},
        },
        _usage("key_cert_sign", "crl_sign"),
    ]
    if issuer == "root" and limits:
        extensions.append(_revocation_list("root"))
    return {"issuer": issuer, "validity": validity, "extensions": extensions}


def _service_certs(today: datetime) -> dict:
    long = _validity(today - timedelta(days=4000), today + timedelta(days=7000))
    return {
        "root": _authority("root", long),
        "rogue": _authority("rogue", long),
        "ca": _authority("root", long, path_len_constraint=0),
        "tsa": {
            "issuer": "root",
            "validity": long,
            "extensions": [
                _usage("digital_signature"),
                _purpose("time_stamping"),
                _revocation_list("root"),
            ],
        },
        "ocsp": {
            "issuer": "ca",
            "validity": long,
            "extensions": [
                _usage("digital_signature"),
                _purpose("ocsp_signing"),
                {"id": "ocsp_no_check"},
            ],
        },
    }


def _holder_cert(holder: Holder, today: datetime) -> dict:
    start, end = {
        "expired": (today - timedelta(days=1200), today - timedelta(days=100)),
        "future": (today + timedelta(days=100), today + timedelta(days=1200)),
    }.get(holder.status, (today - timedelta(days=30), today + timedelta(days=1795)))
    extensions = [_usage("digital_signature", "non_repudiation")]
    if holder.issuer == "ca":
        extensions += [
            _revocation_list("ca"),
            {
                "id": "authority_information_access",
                "smart-value": {
                    "schema": "aia-urls",
                    "params": {"ocsp-responder-names": ["ca"]},
                },
            },
        ]
    cert = {
        "issuer": holder.issuer,
        "validity": _validity(start, end),
        "extensions": extensions,
    }
    if holder.status == "revoked":
        cert["revocation"] = {
            "revoked-since": (today - timedelta(days=1)).isoformat(),
            "reason": "key_compromise",
        }
    return cert


def _services() -> dict:
    return {
        "ocsp": {
            "ca": {
                "for-issuer": "ca",
                "responder-cert": "ocsp",
                "signing-key": "ocsp",
            }
        },
        "crl-repo": {
            name: {
                "for-issuer": name,
                "signing-key": name,
                # Issued at midnight, so that yesterday's revocation is in it.
                "simulated-update-schedule": "P1D" if name == "ca" else "P30D",
            }
            for name in ("root", "ca")
        },
        "time-stamping": {"tsa": {"signing-key": "tsa", "signing-cert": "tsa"}},
    }
