"""A file of documents as an agency has it, for the tests of exports."""

import io
import uuid
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.records.model import (
    Document,
    Dossier,
    Event,
    FileCode,
    Recipient,
    Signer,
    file_of_bytes,
)
from core.records.package import PackageOptions, write_package
from core.records.xmlzip import write_xml_export

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
IDENTITY = uuid.UUID("7d0d1987-0f1c-47a7-8fd6-cc5c7de4064f")
OPTIONS = PackageOptions(IDENTITY, NOON, ("l10n_vn_edoc", "19.0"), archive="LTLC")
VALID = "Chữ ký số hợp lệ"


def pdf_file(name, content=b"%PDF-1.4 not much", **more):
    return file_of_bytes(name, "application/pdf", content, created=NOON, **more)


LETTER = Document(
    "edoc.outgoing,5",
    "outgoing",
    3,
    "Công văn",
    "05",
    "SCT-VP",
    date(2026, 3, 5),
    "Sở Công Thương",
    "V/v tuyển dụng công chức năm 2026",
    page_amount=3,
    signer=Signer("Giám đốc", "Trần Quang Vinh"),
    recipients=(Recipient("UBND tỉnh Lai Châu", "H35"), Recipient("Sở Nội vụ")),
    priority=1,
    issued_amount=2,
    files=(
        pdf_file("05-SCT-VP.pdf", b"%PDF-1.4 letter", signature=VALID),
        file_of_bytes(
            "Danh sách (漢).xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK\x03\x04 sheet",
            main=False,
        ),
    ),
)
DECISION = Document(
    "edoc.incoming,9",
    "incoming",
    1,
    "Quyết định",
    "12",
    "QĐ-UBND",
    date(2026, 1, 5),
    "UBND tỉnh Lai Châu",
    "Về việc giao biên chế",
    page_amount=2,
    arrival_date=date(2026, 1, 6),
    arrival_number=7,
    signer=Signer("Chủ tịch", "Lê Văn Lương"),
    to_places="Văn phòng",
    trace="Văn phòng chủ trì",
    due_date=date(2026, 2, 1),
    files=(pdf_file("12-QĐ-UBND.pdf", b"%PDF-1.4 decision"),),
)
PAPER = Document(
    "edoc.incoming,10",
    "incoming",
    2,
    "Báo cáo",
    "88",
    "BC-SNV",
    date(2026, 2, 14),
    "Sở Nội vụ",
    "Kết quả thi tuyển",
    page_amount=11,
    origin="paper",
)
DOSSIER = Dossier(
    FileCode("H35.24", 2026, "01.TCCB"),
    "Hồ sơ tuyển dụng công chức năm 2026",
    "Vĩnh viễn",
    "Công khai",
    "Nguyễn Thị Hoa",
    "Sở Công Thương",
    start_date=date(2026, 1, 5),
    end_date=date(2026, 3, 5),
    documents=(LETTER, DECISION, PAPER),
    history=(
        Event(NOON, "close", "Kết thúc hồ sơ", "Nguyễn Thị Hoa", "", "Xong việc"),
        Event(
            NOON - timedelta(days=3),
            "sign",
            "Ký số",
            "Trần Quang Vinh",
            "Giám đốc",
            document=LETTER.key,
        ),
    ),
)


def xml_export(dossier=DOSSIER):
    out = io.BytesIO()
    write_xml_export(dossier, NOON, out)
    return out.getvalue()


def package(dossier=DOSSIER, **options):
    out = io.BytesIO()
    write_package(dossier, replace(OPTIONS, **options), out)
    return out.getvalue()


def contents(data):
    """The files of a ZIP below its folder."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name.partition("/")[2]: archive.read(name) for name in archive.namelist()
        }


def rewritten(data, change):
    """The ZIP again, after ``change`` had its files by name in its hands."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
