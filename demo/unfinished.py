"""What waits for somebody in the demo: drafts, doubts, a seal between two keepers."""

from dataclasses import replace

from odoo import Command

from ..core.pdfsign.services import Level
from .messages import MESSAGES
from .other_agency import utc_now, with_number
from .scanned import Letter, scanned, written

PAPER = Letter(
    *("Sở Tài chính", "412", "STC-GCS", "Lai Châu", (12, 3, 2026)),
    "thẩm định giá tài sản thanh lý năm 2026",
    *("Lê Thị Hồng Nhung", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "UBND tỉnh Lai Châu"),
)


def leave(line):
    """Leave a draft, a returned one, a document in doubt and an offered token."""
    _scanned(line)
    _draft(line)
    _returned(line)
    _undecided(line)
    _offered(line)


def _province(line):
    return line.env["res.partner"].search([("edoc_organ_id", "=", "H35")])


def _scanned(line):
    """Paper on the scanner: its page proposes what the clerk enters (Điều 10.1)."""
    clerk = line.env(user=line.user("vanthu"))
    paper = scanned(written(PAPER), dpi=150, skew=1, stamp=True)
    box = line.env["edoc.contact.point"]._of_entity(line.channel.company_id)
    clerk["edoc.incoming"]._of_scan("quet-0001", paper, box)._read_pages()
    line.done("A scan waits beside what was read from it")


def _draft(line):
    """The drafter has still to look where number and signature will stand."""
    line.draft(
        "cv.qlcn",
        "báo cáo tình hình sản xuất công nghiệp quý IV",
        ("Sở Công Thương báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.",),
        "giamdoc",
        _province(line),
    )
    line.done("A draft waits for its author")


def _returned(line):
    """The head of the division has sent it back (NĐ 30 Điều 11.2)."""
    draft = line.draft(
        "cv.ktat",
        "kế hoạch kiểm tra an toàn hóa chất năm tới",
        ("Sở Công Thương ban hành kế hoạch kiểm tra như sau./.",),
        "phogiamdoc1",
        _province(line),
    )
    draft.action_submit()
    head = line.user("tp.ktat")
    line.env["edoc.outgoing.return"].with_user(head).create(
        {
            "outgoing_ids": [Command.set(draft.ids)],
            "reason": "Bổ sung căn cứ là Luật Hóa chất; ghi rõ thời gian kiểm tra.",
        }
    ).action_return()
    line.done("A draft was returned to its author")


def _undecided(line):
    """No proof of the certificates' status in the file, none to be had online."""
    usual, company = line.agency.services, line.channel.company_id
    line.agency.services = replace(usual, level=Level.B)
    company.edoc_check_online = False
    try:
        message = with_number(MESSAGES[1], "1001")
        line.arrive(message, pdf=line.agency.signed_letter(message, utc_now()))
    finally:
        line.agency.services = usual
        company.edoc_check_online = True


def _offered(line):
    """The clerk goes on leave: the seal is offered to the archivist (Điều 5.2)."""
    clerk, archivist = line.user("vanthu"), line.user("luutru")
    archivist.group_ids = [
        Command.link(line.env.ref(f"l10n_vn_edoc.group_{duty}").id)
        for duty in ("clerk", "seal")
    ]
    token = line.env["edoc.token"].search([("label", "=", "seal_sct")])
    line.env["edoc.token.hand.over"].with_user(clerk).create(
        {
            "token_id": token.id,
            "to_id": archivist.id,
            "condition": "Hoạt động tốt, không trầy xước",
            "place": "Văn phòng Sở",
            "minutes_number": "01",
            "witness_id": line.user("chanhvanphong").id,
        }
    ).action_offer()
    line.done("The seal is offered to its next keeper")
