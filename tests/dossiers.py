"""What tests of files of work share: an approved list of the year, an open dossier."""

from odoo import Command


class DossierSetup:
    """The list of the year, approved by the director; a dossier opened by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.make_list()
        cls.dossier = cls.open_dossier("cv.qlcn", "01.QLCN")

    @classmethod
    def make_list(cls, **vals):
        """Drawn up by the clerk, approved by the director (NĐ 30 Điều 28)."""
        period = cls.env.ref("l10n_vn_edoc.retention_10")
        qlcn, ktat = cls.departments["qlcn"], cls.departments["ktat"]
        entries = (
            ("heading", "Công nghiệp", qlcn, False),
            ("subheading", "Quản lý chung", qlcn, False),
            ("dossier", "Báo cáo sản xuất công nghiệp", qlcn, period),
            ("dossier", "Cụm công nghiệp", qlcn, period),
            ("heading", "Kỹ thuật an toàn", ktat, False),
            ("dossier", "Kiểm tra an toàn hóa chất", ktat, period),
        )
        rows = cls.as_("vanthu", cls.env["edoc.dossier.list"]).create(
            {
                "basis": "Quyết định số 05/QĐ-SCT",
                "line_ids": [
                    Command.create(
                        {
                            "kind": kind,
                            "title": title,
                            "department_id": department.id,
                            "retention_id": retention and retention.id,
                            "sequence": sequence,
                        }
                    )
                    for sequence, (kind, title, department, retention) in enumerate(
                        entries, 1
                    )
                ],
                **vals,
            }
        )
        rows.action_submit()
        cls.as_("giamdoc", rows).action_approve()
        return rows

    @classmethod
    def entry(cls, notation):
        return cls.list.line_ids.filtered(lambda line: line.notation == notation)

    @classmethod
    def open_dossier(cls, login, entry=None, **vals):
        if entry:
            vals["list_line_id"] = cls.entry(entry).id
        return cls.as_(login, cls.env["edoc.dossier"]).create(vals)

    @classmethod
    def close(cls, dossier, **vals):
        """By the review, as the keeper."""
        action = dossier.action_open_close()
        wizard = cls.env[action["res_model"]].with_env(dossier.env)
        wizard = wizard.browse(action["res_id"])
        wizard.write(vals)
        wizard.action_close()
        return wizard
