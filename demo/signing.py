"""Signing in the demo: a delegation, batches, a voided number, electronic copies."""

import base64
import io
import time
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFont, JpegImagePlugin, PdfImagePlugin

from odoo import Command

from .letter import SHIPPED
from .organisation import PIN

# Odoo keeps Pillow from loading its formats by itself
_FORMATS = (JpegImagePlugin, PdfImagePlugin)

PAPER = (
    "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU",
    "Số: 12/QĐ-UBND",
    "",
    "QUYẾT ĐỊNH",
    "Về việc giao chỉ tiêu phát triển thương mại điện tử",
    "",
    "Điều 1. Giao Sở Công Thương chủ trì thực hiện.",
    "Điều 2. Quyết định này có hiệu lực từ ngày ký.",
)
TO_SIGN = (
    ("cv.qltm", "tăng cường kiểm tra, kiểm soát thị trường dịp cuối năm"),
    ("cv.qlcn", "rà soát quy hoạch cụm công nghiệp trên địa bàn tỉnh"),
    ("cv.qlnl", "bảo đảm cung ứng điện trong mùa khô"),
    ("cv.khtc", "lập dự toán kinh phí sự nghiệp năm tới"),
)
SIGNED = (
    ("cv.qltm", "bảo đảm nguồn cung xăng dầu trên địa bàn"),
    ("cv.qlcn", "đôn đốc tiến độ các dự án công nghiệp chế biến"),
    ("cv.ktat", "tăng cường quản lý vật liệu nổ công nghiệp"),
)


def show(line, incoming):
    """Leave something to see on every screen of signing.

    :param incoming: a registered document whose handler asks for a copy
    """
    _by_authorisation(line)
    _batches(line)
    _voided(line)
    _copies(line, incoming)


def _partner(line, organ_id="H35"):
    return line.env["res.partner"].search([("edoc_organ_id", "=", organ_id)])


def _draft(line, login, subject, **options):
    return line.draft(
        login,
        subject,
        (
            f"Sở Công Thương đề nghị các cơ quan, đơn vị phối hợp {subject}.",
            "Trong quá trình thực hiện, nếu có vướng mắc, đề nghị phản ánh về Sở Công "
            "Thương để tổng hợp, giải quyết./.",
        ),
        options.pop("signer", "giamdoc"),
        _partner(line, "H35.11"),
        **options,
    )


def _by_authorisation(line):
    """The head of the office invites by written authorisation (NĐ 30 Điều 13.4)."""
    invitation = line.env.ref("l10n_vn_edoc.document_type_giay_moi")
    chief, today = line.user("chanhvanphong"), line.env["edoc.outgoing"]._vn_today()
    line.env["edoc.signing.authority"].create(
        {
            "user_id": chief.id,
            "company_id": chief.company_id.id,
            "kind": "authorised",
            "principal_id": line.user("giamdoc").id,
            "date_from": today,
            "date_to": today + timedelta(days=90),
            "type_ids": [Command.set(invitation.ids)],
            "scope": "Giấy mời họp của Sở",
            "basis": "Giấy ủy quyền số 03/UQ-SCT",
        }
    )
    draft = _draft(
        line,
        "cv.khtc",
        "dự họp giao ban công tác quý IV",
        signer="chanhvanphong",
        document_type=invitation,
    )
    line.approve(draft)
    line.sign(draft)


def _batches(line):
    """The director signs three at once; four more wait for him."""
    documents = line.env["edoc.outgoing"]
    for login, subject in (*SIGNED, *TO_SIGN):
        draft = _draft(line, login, subject)
        line.approve(draft)
        documents += draft
    director = line.user("giamdoc")
    batch = line.env["edoc.batch"].with_user(director)
    batch = batch._begin("sign", documents[: len(SIGNED)].with_user(director), PIN)
    # the batch begins when this is kept
    line.done("A batch was begun")
    while batch.progress()["state"] == "running":
        time.sleep(0.2)
        line.done("A batch goes on")


def _voided(line):
    """A number is given up again and stays in the book (NĐ 30 Điều 15)."""
    draft = _draft(line, "cv.qlnl", "kiểm tra an toàn hành lang lưới điện")
    line.approve(draft)
    line.sign(draft)
    line.number(draft)
    line.env["edoc.outgoing.void"].with_user(line.user("vanthu")).create(
        {
            "outgoing_ids": [Command.set(draft.ids)],
            "reason": "Nội dung trùng với văn bản của Sở Xây dựng.",
        }
    ).action_void()
    line.done("A number was voided")


def _copies(line, incoming):
    """One sealed, one that waits for its number, one to decide on (Điều 25 to 27)."""
    sealed = _copy_of(line, incoming, "Lưu hồ sơ công việc và gửi phòng phối hợp.")
    _decide(line, sealed)
    sealed.with_user(line.user("vanthu")).action_number()
    line.env["edoc.copy.seal"].with_user(line.user("vanthu")).create(
        {"copy_ids": [Command.set(sealed.ids)]}
    ).with_context(pin=PIN).action_seal()
    line.done(f"Copy {sealed.code} was sealed")
    decided = _copy_of_paper(line, form="TrS", pages="1")
    _decide(line, decided)
    _copy_of_paper(line)


def _copy_of(line, incoming, purpose):
    handler = incoming.handler_id
    action = incoming.with_user(handler).action_make_copy()
    copies = line.env["edoc.copy"].with_user(handler)
    copy = copies.with_context(**action["context"]).create({"purpose": purpose})
    copy.action_request()
    line.done("A copy was asked for")
    return copy


def _copy_of_paper(line, **vals):
    """Paper made electronic (NĐ 30 Điều 25.1c)."""
    copy = (
        line.env["edoc.copy"]
        .with_user(line.user("cv.qltm"))
        .create(
            {
                "source_kind": "paper",
                "subject": PAPER[4],
                "source_code": "12/QĐ-UBND",
                "source_agency": _partner(line).name,
                "purpose": "Gửi kèm báo cáo điện tử.",
                "scan_name": "quyet-dinh-12.pdf",
                "scan": base64.b64encode(_scan()),
                **vals,
            }
        )
    )
    copy.action_request()
    line.done("A copy of a paper was asked for")
    return copy


def _decide(line, copy):
    copy.with_user(line.user("chanhvanphong")).action_approve()
    line.done("The copy was approved")


def _scan():
    """Return two sheets of paper as a scanner sends them: in colour, with 200 dpi."""
    font = ImageFont.truetype(str(SHIPPED / "LiberationSerif-Regular.ttf"), 40)
    sheets = []
    for lines in (PAPER, ("Phụ lục", "Chỉ tiêu của từng huyện, thành phố")):
        sheet = Image.new("RGB", (1654, 2339), (252, 250, 244))
        pen = ImageDraw.Draw(sheet)
        for place, text in enumerate(lines):
            pen.text((230, 260 + 75 * place), text, (30, 30, 45), font)
        sheets.append(sheet)
    stream = io.BytesIO()
    sheets[0].save(
        stream, "PDF", resolution=200, save_all=True, append_images=sheets[1:]
    )
    return stream.getvalue()
