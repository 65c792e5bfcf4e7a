"""Certificates in plain values."""

from datetime import UTC, datetime

import pytest

from core.errors import TokenError
from core.pdfsign.roles import certificate_role, names_agency
from core.token.certificate import CertificateInfo, describe_certificate


def test_a_personal_certificate(pki):
    info = describe_certificate(pki.certificate("director"))
    assert info.subject_common_name == "Trần Quang Vinh"
    assert info.subject.startswith("CN=Trần Quang Vinh, T=Giám đốc, O=Sở Công Thương")
    assert info.issuer_common_name == "CA thử nghiệm phục vụ các cơ quan Nhà nước"
    assert (info.key_algorithm, info.key_bits) == ("rsa", 2048)
    assert info.not_before.tzinfo is UTC and info.not_before < info.not_after
    assert info.key_usage == ("digital_signature", "non_repudiation")
    assert not info.is_ca and len(info.sha256) == 64


def test_an_authority(pki):
    assert describe_certificate(pki.certificate("ca")).is_ca


@pytest.mark.parametrize("data", [b"", b"no certificate", b"0\x82\x04F0\x82"])
def test_no_certificate(data):
    with pytest.raises(TokenError) as caught:
        describe_certificate(data)
    assert caught.value.code == "certificate.unreadable"


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("director", "person"),
        ("deputy1", "person"),
        ("other_leader", "person"),
        ("seal_sct", "seal"),
        ("seal_unit", "seal"),
        ("seal_other", "seal"),
    ],
)
def test_roles_of_the_demo(pki, label, role):
    assert certificate_role(describe_certificate(pki.certificate(label))) == role


@pytest.mark.parametrize(
    ("name", "extra", "role"),
    [
        ("Ban Văn Sơn", {}, "person"),
        ("Vũ Thị Hoa", {}, "person"),
        ("Vụ Pháp chế", {}, "seal"),
        ("Bo Van Nam", {}, "person"),
        ("So Cong Thuong", {}, "seal"),
        ("Phòng Thị Lan", {"title": "Chuyên viên"}, "person"),
        ("Sở Lan Hương", {"user_id": "CCCD:012345678901"}, "person"),
        ("UBND huyện Tam Đường", {}, "seal"),
        ("Văn phòng Chính phủ", {}, "seal"),
        ("Công ty TNHH Hai Thành Viên", {}, "seal"),
        ("Vinatex", {"organization": "VINATEX"}, "seal"),
        ("Vinatex", {"user_id": "MST:0100100079"}, "seal"),
    ],
)
def test_roles_by_name(pki, name, extra, role):
    assert certificate_role(_named(name, **extra)) == role


@pytest.mark.parametrize(
    ("name", "agency", "fits"),
    [
        ("Ủy ban nhân dân tỉnh Lai Châu", "UBND tỉnh Lai Châu", True),
        ("Uỷ ban nhân dân tỉnh Lai Châu", "Ủy ban nhân dân tỉnh Lai Châu", True),
        ("Sở Công Thương", "Sở Công Thương tỉnh Lai Châu", True),
        ("Sở Công Thương", "Sở Công Thương tỉnh Sơn La", False),
        ("Sở Nội vụ", "Sở Công Thương", False),
        ("Sở", "Sở Công Thương", False),
        ("", "Sở Công Thương", False),
        ("Sở Công Thương", "", False),
    ],
)
def test_names_of_agencies(name, agency, fits):
    assert names_agency(_named(name, locality="Lai Châu"), agency) is fits


def test_another_name_of_the_seal():
    info = _named("Chi nhánh Điện cao thế")
    assert names_agency(info, "Công ty Điện", ("Chi nhánh điện cao thế",))


def _named(name: str, **extra) -> CertificateInfo:
    values = {
        "subject_common_name": name,
        "subject": f"CN={name}",
        "issuer_common_name": "CA",
        "issuer": "CN=CA",
        "serial_hex": "1",
        "not_before": datetime(2026, 1, 1, tzinfo=UTC),
        "not_after": datetime(2027, 1, 1, tzinfo=UTC),
        "sha256": "0" * 64,
        "key_algorithm": "rsa",
        "key_bits": 2048,
    }
    return CertificateInfo(**(values | extra))
