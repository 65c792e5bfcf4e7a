"""What is on its way through the Sở: rounds, opinions, delegation, restriction."""

from dataclasses import replace
from datetime import timedelta

from odoo import Command

from .messages import MESSAGES
from .other_agency import with_number


def show_handling(line):
    """Leave something to see on every screen of handling."""
    _delegated(line)
    _rounds(line)
    _come_back(line)
    _to_the_unit(line)
    _restricted(line)
    _consulted(line)
    _in_review(line)
    _internal(line)
    _books(line)
    _entries(line)
    _difficulties(line)
    _rights(line)
    _handed_over(line)


def _arrived(line, number, subject, like=0, leader="giamdoc"):
    """Return a registered document of the province."""
    message = replace(with_number(MESSAGES[like], number), subject=subject)
    document = line.arrive(message)
    line.register(document, leader)
    return document


def _wizard(line, login, model, **vals):
    return line.env[model].with_user(line.user(login)).create(vals)


def _department(line, code):
    return line.env["edoc.department"].search([("code", "=", code)], limit=1)


def _part(document, login):
    return document.assignment_ids.filtered(lambda row: row.user_id.login == login)


def _today(line):
    return line.env["edoc.incoming"]._vn_today()


def _delegated(line):
    """The director is away and the head of the office, too (NĐ 30/2020 Điều 13)."""
    today = _today(line)
    for login, duty, delegate, paper in (
        ("giamdoc", "distribute", "phogiamdoc2", "Giấy ủy quyền số 05/GUQ-SCT"),
        ("chanhvanphong", "form", "vanthu", "Phân công của Chánh Văn phòng"),
    ):
        _wizard(
            line,
            login,
            "edoc.delegation.give",
            duty=duty,
            delegate_id=line.user(delegate).id,
            date_to=today + timedelta(days=14),
            basis=paper,
            reason="Đi công tác dài ngày.",
        ).action_give()
    document = _arrived(line, "1541", "góp ý dự thảo quy chế phối hợp quản lý chợ")
    wizard = _wizard(
        line, "phogiamdoc2", "edoc.incoming.distribute", incoming_id=document.id
    )
    wizard.write(
        {
            "lead_department_id": _department(line, "QLTM").id,
            "inform_ids": [Command.set(_department(line, "VP").ids)],
            "instruction": "Phòng QLTM tham mưu văn bản góp ý.",
            "due_date": today + timedelta(days=7),
        }
    )
    wizard.action_distribute()
    line.done("Distributed by the deputy whom the director named")


def _rounds(line):
    """Leader, deputy, head, specialist; opinions and more time (Điều 11, 23, 24)."""
    today = _today(line)
    document = _arrived(
        line, "1542", "tổng kiểm tra an toàn hóa chất, vật liệu nổ công nghiệp", 3
    )
    _wizard(
        line,
        "giamdoc",
        "edoc.incoming.pass.on",
        incoming_id=document.id,
        leader_id=line.user("phogiamdoc1").id,
        instruction="Đ/c Hà chỉ đạo thực hiện.",
    ).action_pass_on()
    wizard = _wizard(
        line, "phogiamdoc1", "edoc.incoming.distribute", incoming_id=document.id
    )
    wizard.write(
        {
            "lead_department_id": _department(line, "KTAT").id,
            "cooperate_ids": [
                Command.set((_department(line, "QLTM") | _department(line, "KHTC")).ids)
            ],
            "inform_ids": [Command.set(_department(line, "VP").ids)],
            "instruction": "Xây dựng kế hoạch kiểm tra, hoàn thành đúng hạn.",
            "due_date": today + timedelta(days=9),
            "line_ids": [
                Command.create(
                    {
                        "user_id": line.user("cv.qlnl").id,
                        "role": "cooperate",
                        "instruction": "Cung cấp danh sách nhà máy thủy điện.",
                        "due_date": today + timedelta(days=4),
                    }
                )
            ],
        }
    )
    wizard.action_distribute()
    _wizard(
        line,
        "tp.ktat",
        "edoc.incoming.assign",
        incoming_id=document.id,
        user_id=line.user("cv.ktat").id,
        instruction="Dự thảo kế hoạch, trình phòng trước hạn 2 ngày.",
        due_date=today + timedelta(days=7),
    ).action_assign()
    line.done("A document went through three rounds")
    _opinions(line, document)
    _more_time(line, document)


def _opinions(line, document):
    row = document.assignment_ids.filtered(
        lambda a: a.department_id.code == "KHTC" and a.role == "cooperate"
    )
    _wizard(
        line,
        "tp.khtc",
        "edoc.assignment.opinion",
        assignment_id=row.id,
        opinion="Kinh phí kiểm tra bố trí từ nguồn chi thường xuyên, không phát sinh.",
    ).action_opinion()
    line.done("A cooperating division gave its opinion")


def _more_time(line, document):
    today = _today(line)
    row = _part(document, "cv.ktat")
    for days, reason in (
        (8, "Chờ số liệu của các đơn vị."),
        (9, "Hai doanh nghiệp xin lùi thời gian báo cáo."),
    ):
        _wizard(
            line,
            "cv.ktat",
            "edoc.extension.ask",
            assignment_id=row.id,
            due_date=today + timedelta(days=days),
            reason=reason,
        ).action_ask()
        if days == 8:
            asked = row.extension_ids[:1]
            _wizard(
                line,
                "tp.ktat",
                "edoc.extension.decide",
                extension_id=asked.id,
                words="Đồng ý, không gia hạn thêm nếu không có lý do khách quan.",
            ).action_grant()
    line.done("More time was granted once and is asked for again")


def _come_back(line):
    """It went to the wrong division: it came back with the reason."""
    document = _arrived(
        line, "1543", "báo cáo tiến độ chuyển đổi số của ngành", leader="phogiamdoc1"
    )
    line.distribute(document, "QLNL", words="Tham mưu báo cáo.")
    row = document.assignment_ids.filtered(lambda a: a.role == "lead")
    _wizard(
        line,
        "tp.qlnl",
        "edoc.assignment.back",
        assignment_id=row.id,
        reason="Nội dung thuộc nhiệm vụ của Văn phòng Sở.",
    ).action_back()
    line.done("A division returned what was not for it")


def _to_the_unit(line):
    """A subordinate unit takes part; it handles one and has one to register."""
    today = _today(line)
    unit = line.user("giamdoc.ttkc").company_id
    for number, subject, role in (
        ("1556", "khảo sát nhu cầu khuyến công tại các xã biên giới", "lead"),
        ("1557", "rà soát danh mục đề án khuyến công năm tới", "cooperate"),
    ):
        document = _arrived(line, number, subject, leader="phogiamdoc1")
        wizard = _wizard(
            line, "phogiamdoc1", "edoc.incoming.distribute", incoming_id=document.id
        )
        wizard.write(
            {
                "lead_department_id": role != "lead" and _department(line, "QLCN").id,
                "instruction": "Trung tâm phối hợp các phòng, báo cáo đúng hạn.",
                "due_date": today + timedelta(days=8),
                "line_ids": [Command.create({"unit_id": unit.id, "role": role})],
            }
        )
        wizard.action_distribute()
        if role == "lead":
            there = document.unit_part_ids.unit_document_id
            line.register(there, "giamdoc.ttkc", clerk="vanthu.ttkc")
    line.done("A subordinate unit registered what the Sở gave it")


def _restricted(line):
    """Only the persons of a list see it (NĐ 30 Phụ lục VI III.3)."""
    document = _arrived(
        line, "1544", "xác minh đơn phản ánh liên quan công tác cán bộ", 4
    )
    people = line.user("giamdoc") | line.user("chanhvanphong")
    _wizard(
        line,
        "giamdoc",
        "edoc.restrict",
        incoming_id=document.id,
        user_ids=[Command.set(people.ids)],
        reason="Nội dung liên quan công tác cán bộ.",
    ).action_restrict()
    line.done("A document is restricted to a list")


def _draft(line, login, subject, signer="giamdoc"):
    return line.draft(
        login,
        subject,
        (f"Sở Công Thương đề nghị các đơn vị phối hợp {subject}./.",),
        signer,
        line.env["res.partner"].search([("edoc_organ_id", "=", "H35.11")]),
    )


def _consulted(line):
    """A draft with a remark, opinions given and waited for (NĐ 30 Điều 10)."""
    draft = _draft(line, "cv.qlcn", "lấy ý kiến đề án phát triển cụm công nghiệp")
    draft.write(
        {
            "summary": "Đề án gồm 04 cụm công nghiệp mới giai đoạn tới.",
            "proposal": "Kính trình Giám đốc Sở xem xét, ký ban hành.",
        }
    )
    wizard = _wizard(
        line,
        "cv.qlcn",
        "edoc.outgoing.consult",
        outgoing_ids=[Command.set(draft.ids)],
        due_date=_today(line) + timedelta(days=3),
        question="Đề nghị cho ý kiến về nhu cầu vốn và phương án bảo vệ môi trường.",
    )
    departments = _department(line, "KTAT") | _department(line, "KHTC")
    wizard.department_ids = departments
    wizard.user_ids = line.user("phogiamdoc2")
    wizard.action_ask()
    row = draft.consultation_ids.filtered(lambda r: r.department_id.code == "KHTC")
    _wizard(
        line,
        "tp.khtc",
        "edoc.consultation.answer",
        consultation_id=row.id,
        answer="remarks",
        words="Bổ sung phân kỳ vốn đầu tư theo từng năm.",
    ).action_give()
    draft.with_user(line.user("tp.khtc"))._comment(
        draft.sudo()._main_file().current_id, "Trang 1: thống nhất đơn vị tính."
    )
    line.done("Others were asked about a draft")


def _in_review(line):
    """One waits for its content, one for its form to be approved (NĐ 30 Điều 12)."""
    content = _draft(line, "cv.qltm", "công bố giá bán lẻ mặt hàng thiết yếu")
    content.action_submit()
    form = _draft(line, "cv.qltm", "tổ chức phiên chợ hàng Việt về vùng cao")
    form.action_submit()
    form.with_user(line.user("tp.qltm")).action_approve_content()
    line.done("Two drafts wait to be reviewed")


def _internal(line):
    """An internal document that one of its readers has confirmed."""
    author = line.user("chanhvanphong")
    notice = line.env.ref("l10n_vn_edoc.document_type_thong_bao")
    subject = "lịch trực cơ quan dịp nghỉ lễ"
    draft = _wizard(line, author.login, "edoc.outgoing", subject=subject, internal=True)
    line._fill(
        draft,
        subject,
        ("Văn phòng Sở thông báo lịch trực của các phòng như sau./.",),
        "giamdoc",
        "Các phòng thuộc Sở",
        document_type=notice,
    )
    draft.internal_department_ids = _department(line, "KTAT") | _department(
        line, "QLNL"
    )
    draft.internal_user_ids = line.user("luutru")
    # the clerk checks the form for the head of the office, who is away
    line.close(draft, checker="vanthu")
    receipt = draft.receipt_ids.filtered(lambda row: row.user_id.login == "cv.qlnl")
    receipt.with_user(line.user("cv.qlnl")).action_confirm()
    line.done("An internal document is read by one of its recipients")


def _books(line):
    """Two numbers are reserved, and next year's book is open (NĐ 30 Điều 15)."""
    today = _today(line)
    books = line.env["edoc.register"].search(
        [("kind", "=", "outgoing"), ("year", "=", today.year), ("type_id", "=", False)]
    )
    book = books.sorted("last_number")[-1]
    _wizard(
        line,
        "vanthu",
        "edoc.register.reserve",
        register_id=book.id,
        count=2,
        reason="Văn bản hỏa tốc ký ngoài giờ.",
    ).action_reserve()
    line.done("Two numbers are reserved")


def _entries(line):
    """What repeats itself in documents that come on paper (Điều 10.2)."""
    report = line.env.ref("l10n_vn_edoc.document_type_bao_cao").id
    letter = line.env.ref("l10n_vn_edoc.document_type_cong_van").id
    for shortcut, name, sender, notation, type_id, lead in (
        (
            "bctd",
            "Báo cáo tháng của Điện lực",
            "Công ty Điện lực",
            "PCLC-KH",
            report,
            "QLNL",
        ),
        ("kptp", "Kinh phí từ Sở Tài chính", "Sở Tài chính", "STC-NS", letter, "KHTC"),
    ):
        _wizard(
            line,
            "vanthu",
            "edoc.entry.template",
            name=name,
            shortcut=shortcut,
            sender_name=sender,
            code_notation=notation,
            type_id=type_id,
            subject=f"{name}, tháng …",
            proposed_lead_id=_department(line, lead).id,
        )


def _difficulties(line):
    """One answered, one for the head of the entity, one new (Điều 18)."""
    for login, subject, words, article, answer, submit in (
        (
            "cv.qlnl",
            "Chữ ký đè lên chức vụ khi in",
            "Với văn bản ký thay, hình chữ ký đè lên dòng chức vụ.",
            "Điều 12 khoản 1",
            "Đã điều chỉnh bố cục: mở “Vị trí số, chữ ký và con dấu” để dời khung.",
            False,
        ),
        (
            "tp.qltm",
            "Thời hạn chuyển văn bản khẩn quá ngắn",
            "Văn bản khẩn đến cuối giờ chiều không kịp phân công trong ngày.",
            "Điều 10 khoản 3",
            "Trình Giám đốc xem xét sửa đổi Điều 10 của Quy chế.",
            True,
        ),
        (
            "cv.ktat",
            "Không tìm được văn bản theo tên người ký",
            "Đề nghị bổ sung tìm kiếm theo người ký của cơ quan gửi.",
            "",
            "",
            False,
        ),
    ):
        row = _wizard(
            line,
            login,
            "edoc.difficulty",
            subject=subject,
            description=words,
            article=article,
            place="Văn bản đến (/odoo/incoming-documents)",
        )
        if answer:
            _wizard(
                line,
                "chanhvanphong",
                "edoc.difficulty.answer",
                difficulty_ids=[Command.set(row.ids)],
                words=answer,
                submit=submit,
            ).action_answer()
    line.done("Difficulties were reported")


def _rights(line):
    """The administrator gives rights that nobody has confirmed yet."""
    administrator = line.user("quantri")
    for login, duty in (("luutru", "report"), ("cv.khtc", "copy")):
        line.user(login).with_user(administrator).group_ids = [
            Command.link(line.env.ref(f"l10n_vn_edoc.group_{duty}").id)
        ]
    line.done("Changes of rights wait to be confirmed")


def _handed_over(line):
    """A specialist goes on a long course; her work passes to the head."""
    giver, head = line.user("cv.khtc"), line.user("tp.khtc")
    wizard = _wizard(
        line,
        "tp.khtc",
        "edoc.hand.over",
        giver_id=giver.id,
        successor_id=head.id,
        reason="Quyết định số 21/QĐ-SCT về cử công chức đi đào tạo",
    )
    wizard.action_hand_over()
    line.done("Work was handed over")
