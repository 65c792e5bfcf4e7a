"""Work that is late in the demo, and how it was urged (Điều 17)."""

from dataclasses import replace
from datetime import timedelta

from odoo import fields

from .messages import MESSAGES
from .other_agency import with_number

# number, abstract, urgency, division, specialist, calendar days since the deadline
LATE = (
    ("1501", "thống kê cửa hàng xăng dầu", 0, "QLTM", "cv.qltm", 9),
    ("1502", "kiểm tra chợ biên giới", 0, "QLTM", "", 3),
    ("1503", "sự cố tại cụm công nghiệp", 1, "QLCN", "cv.qlcn", 5),
    ("1504", "rà soát thủy điện nhỏ", 0, "QLNL", "cv.qlnl", 1),
    ("1505", "quyết toán vốn đầu tư công", 0, "KHTC", "cv.khtc", 14),
    ("1506", "an toàn hóa chất", 0, "KTAT", "", -1),
    ("1507", "tiết kiệm điện", 0, "QLNL", "cv.qlnl", -2),
)


def show_late(line):
    """Leave late and nearly late work, with urgings by rule, by hand and answered."""
    documents = {}
    for number, subject, urgency, division, login, days in LATE:
        message = replace(MESSAGES[3], number=number, subject=subject, urgency=urgency)
        documents[number] = _leave(line, message, division, login, days)
    rules = line.env["edoc.urging.rule"]
    today = line.env["edoc.incoming"]._vn_today()
    for rule, work in rules._due_today(line.channel.company_id, today):
        rule._apply_to(work)
    line.done("Late work was urged by the rules")
    for number in ("1501", "1505"):
        _urge(line, "chanhvanphong", documents[number])
    _answer(line, documents["1501"])
    _alarm(line)


def _leave(line, message, division, login, days):
    """A document that was distributed in time and isn't done."""
    document = line.arrive(message)
    line.register(document)
    line.distribute(document, division, days=1)
    if login:
        line.assign(document, login)
    due = document._vn_today() - timedelta(days=days)
    early = fields.Datetime.now() - timedelta(days=days + 7)
    open_ = document.assignment_ids.filtered(
        lambda row: row.state in ("pending", "processing")
    )
    open_._through_door().write({"due_date": due, "assigned_at": early})
    document._through_door().write({"due_date": due})
    line.done(f"{document.code} is due on {due}")
    return document


def _urge(line, login, document):
    user = line.user(login)
    action = document.with_user(user).action_open_urge()
    wizard = line.env["edoc.urge"].with_user(user)
    wizard.with_context(**action["context"]).create({}).action_urge()
    line.done(f"{document.code} was urged by {user.name}")


def _answer(line, document):
    handler = document.handler_id
    urging = document.with_user(handler).my_urging_id
    urging._give_answer("Đang chờ số liệu của các huyện; sẽ hoàn thành trong ngày mai.")
    line.done("The urged specialist has answered")


def _alarm(line):
    """One that is urgent has just come (Điều 10.3); the others have been seen."""
    for alarm in line.env["edoc.alarm"].search([("confirmed_at", "=", False)]):
        alarm.with_user(alarm.user_id).confirm()
    line.arrive(with_number(MESSAGES[2], "1510"))
