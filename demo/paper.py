"""Paper beside the packet in the demo: at each stage of it (Điều 9, 12.1d)."""

from dataclasses import replace

from odoo import Command

from ..core.edxml import build_packet, read_packet
from .messages import MESSAGES
from .other_agency import utc_now, with_number

SUBMISSIONS = (
    ("cv.qltm", "phê duyệt kế hoạch phát triển chợ nông thôn"),
    ("cv.qlcn", "thành lập cụm công nghiệp Tam Đường"),
    ("cv.qlnl", "phê duyệt danh mục dự án lưới điện trung áp"),
)


def show_paper(line):
    """Leave paper to print, to post and posted; one awaited, one filed."""
    _categories(line)
    province = line.env["res.partner"].search([("edoc_organ_id", "=", "H35")])
    type_ = line.env.ref("l10n_vn_edoc.document_type_to_trinh")
    waiting, stamped, posted = (
        _issued(line, login, subject, province, document_type=type_)
        for login, subject in SUBMISSIONS
    )
    guest = _issued(
        line,
        "cv.khtc",
        "mời tham gia gian hàng giới thiệu sản phẩm",
        _cooperative(line),
    )
    _stamp(line, stamped)
    _stamp(line, posted)
    _stamp(line, guest)
    _post(line, guest, "RE123456789VN")
    _post(line, posted, "")
    _file(line, posted)
    line.done(f"Paper of {waiting.code} waits to be printed")
    _awaited(line)


def _categories(line):
    """What each agency is to the Sở (Điều 9)."""
    known = {
        "H35": {"edoc_category": "committee", "edoc_is_superior": True},
        "G02": {"edoc_is_superior": True},
    }
    for organ_id, vals in known.items():
        agency = line.env["res.partner"].search([("edoc_organ_id", "=", organ_id)])
        agency.write(vals)


def _cooperative(line):
    """A recipient without a channel gets paper only (QĐ 28 Điều 5.2)."""
    return line.env["res.partner"].create(
        {
            "name": "Hợp tác xã Chè Tân Uyên",
            "is_company": True,
            "edoc_is_agency": True,
            "edoc_category": "outside",
            "street": "Tổ dân phố 3, xã Tân Uyên",
            "city": "tỉnh Lai Châu",
        }
    )


def _issued(line, login, subject, recipients, **options):
    draft = line.draft(
        login,
        subject,
        (f"Sở Công Thương kính trình xem xét, {subject}./.",),
        "giamdoc",
        recipients,
        **options,
    )
    line.close(draft)
    return draft


def _paper(line, document):
    return document.paper_dispatch_ids.with_user(line.user("vanthu"))


def _stamp(line, document):
    """The clerk prints and puts the seal on paper (NĐ 30 Điều 18.5)."""
    _paper(line, document).action_print()
    _paper(line, document).action_stamp()
    line.done(f"Printed and sealed on paper: {document.code}")


def _post(line, document, number):
    """Posted, with a line of the postal register (NĐ 30 Phụ lục IV)."""
    paper = _paper(line, document)
    line.env["edoc.paper.post"].with_user(line.user("vanthu")).create(
        {"dispatch_ids": [Command.set(paper.ids)], "postal_number": number}
    ).action_post()
    line.done(f"Posted: {document.code}")


def _file(line, document):
    """Signed on paper and filed for the archive (Điều 12.1d)."""
    line.env["edoc.paper.file"].with_user(line.user("vanthu")).create(
        {
            "outgoing_ids": [Command.set(document.ids)],
            "place": "Kho lưu trữ, tủ 2, hộp 15",
        }
    ).action_file()
    line.done(f"Signed paper copy filed: {document.code}")


def _awaited(line):
    """The sender says that paper follows (QCVN 102)."""
    message = with_number(MESSAGES[1], "1002")
    packet = read_packet(line.agency.packet(message, utc_now()))
    business = replace(packet.business, paper=True)
    line.agency.send("1002", build_packet(replace(packet, business=business)))
    line.channel._edoc_receive_folder()
    line.done("Paper of 1002 is awaited")
