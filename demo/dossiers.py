"""Files of work: the list of the year, dossiers open and closed (NĐ 30 Điều 28, 29)."""

from datetime import timedelta

from odoo import Command

from ..core.dossier import years_after
from .letter import Letter, draw

_HEADINGS = (
    (
        "Tổng hợp, hành chính",
        "VP",
        (
            ("Chương trình, kế hoạch công tác năm", "permanent", "chanhvanphong"),
            ("Thi đua, khen thưởng", "20", "chanhvanphong"),
        ),
    ),
    (
        "Quản lý thương mại",
        "QLTM",
        (
            ("Phát triển thương mại, quản lý chợ", "20", "cv.qltm"),
            ("Xúc tiến thương mại", "10", "cv.qltm"),
        ),
    ),
    (
        "Quản lý công nghiệp",
        "QLCN",
        (
            ("Báo cáo sản xuất công nghiệp", "10", "cv.qlcn"),
            ("Cụm công nghiệp", "permanent", "cv.qlcn"),
        ),
    ),
)


def show_dossiers(line):
    """Leave an approved list, an open dossier and a closed one."""
    rows = _list(line)
    for title, login in (
        ("Phát triển thương mại, quản lý chợ", "cv.qltm"),
        ("Báo cáo sản xuất công nghiệp", "cv.qlcn"),
    ):
        entry = rows.line_ids.filtered(lambda entry, t=title: entry.title == t)
        dossiers = line.env["edoc.dossier"].with_user(line.user(login))
        dossier = dossiers.create({"list_line_id": entry.id})
        _fill(line, dossier, login)
    line.done("Dossiers opened by the list of the year")
    _close(line, dossier)
    _due(line, rows)


def _list(line):
    """Drawn up by the clerk, approved by the director (NĐ 30 Điều 28.1)."""
    lists = line.env["edoc.dossier.list"].with_user(line.user("vanthu"))
    lines = []
    for heading, code, dossiers in _HEADINGS:
        department = line.env["edoc.department"].search([("code", "=", code)], limit=1)
        lines.append(
            {"kind": "heading", "title": heading, "department_id": department.id}
        )
        for title, years, login in dossiers:
            period = line.env.ref(f"l10n_vn_edoc.retention_{years}")
            lines.append(
                {
                    "title": title,
                    "department_id": department.id,
                    "retention_id": period.id,
                    "user_id": line.user(login).id,
                }
            )
    rows = lists.create(
        {
            "basis": "Quyết định số 05/QĐ-SCT ngày 05/01",
            "line_ids": [
                Command.create({"sequence": sequence, **vals})
                for sequence, vals in enumerate(lines, 1)
            ],
        }
    )
    rows.action_submit()
    rows.with_user(line.user("giamdoc")).action_approve()
    line.done("List of dossiers approved")
    return rows


def _fill(line, dossier, login):
    """Put in what its keeper has handled and drafted."""
    user = line.user(login)
    incoming = line.env["edoc.incoming"].with_user(user)
    outgoing = line.env["edoc.outgoing"].with_user(user)
    handled = [("handler_id", "=", user.id), ("state", "in", ("processing", "done"))]
    drafted = [("author_id", "=", user.id), ("state", "=", "issued")]
    for found in (incoming.search(handled), outgoing.search(drafted)):
        if found:
            dossier._file(found)


def _due(line, rows):
    """Work that ended a year ago: announced to its keeper (NĐ 30 Điều 30)."""
    entry = rows.line_ids.filtered(lambda entry: entry.title == "Cụm công nghiệp")
    keeper = line.user("cv.qlcn")
    dossiers = line.env["edoc.dossier"].with_user(keeper)
    dossier = dossiers.create({"list_line_id": entry.id})
    ended = years_after(line.env["edoc.incoming"]._vn_today(), -1) + timedelta(days=15)
    minutes = Letter(
        superior="UBND tỉnh Lai Châu",
        agency="Sở Công Thương",
        place="Lai Châu",
        notation="BB",
        subject="Biên bản kiểm tra hạ tầng cụm công nghiệp",
        body=("Đoàn đã kiểm tra thực tế và thống nhất các nội dung sau./.",),
        position="",
        signer="",
        year=ended.year,
        annex=True,
    )
    dossier._keep_file(
        "bien-ban-kiem-tra.pdf",
        draw(minutes),
        kept_subject="Kiểm tra hạ tầng cụm công nghiệp",
        kept_type="Biên bản",
        kept_agency="Sở Công Thương",
        kept_day=ended,
    )
    _close(line, dossier, start_date=ended - timedelta(days=200), end_date=ended)
    dossier.with_user(line.user("luutru")).action_announce()
    line.done("Hand-over to the archive announced")


def _close(line, dossier, **vals):
    action = dossier.action_open_close()
    wizard = line.env[action["res_model"]].with_user(dossier.user_id)
    wizard = wizard.browse(action["res_id"])
    days = dossier.document_ids.mapped("day")
    wizard.start_date = min([*filter(None, days), wizard.start_date, wizard.end_date])
    wizard.write(vals)
    wizard.action_close()
    line.done(f"Dossier closed: {dossier.display_name}")
