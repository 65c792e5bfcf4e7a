"""The organisation of the demo: a Sở Công Thương, a subordinate unit, agencies."""

import base64
import json
import os
from functools import cached_property
from pathlib import Path

from odoo import Command

PASSWORD = "demo"
PIN = "246813"
PROVINCE = "Ủy ban nhân dân tỉnh Lai Châu"
SCT = "Sở Công Thương tỉnh Lai Châu"
UNIT = "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp"

DEPARTMENTS = (
    ("leadership", "Lãnh đạo Sở", "LĐ"),
    ("office", "Văn phòng Sở", "VP"),
    ("qltm", "Phòng Quản lý thương mại", "QLTM"),
    ("qlcn", "Phòng Quản lý công nghiệp", "QLCN"),
    ("qlnl", "Phòng Quản lý năng lượng", "QLNL"),
    ("ktat", "Phòng Kỹ thuật an toàn - Môi trường", "KTAT"),
    ("khtc", "Phòng Kế hoạch - Tài chính", "KHTC"),
)
UNIT_DEPARTMENT = ("unit", "Phòng Hành chính - Tổng hợp (TTKC)", "HCTH")
FOLDER = "truc-tinh"
# login: (name, position, departments, headed departments, duties, token)
PEOPLE = {
    "giamdoc": (
        "Trần Quang Vinh",
        "Giám đốc",
        "leadership",
        "",
        "leader signer report",
        "director",
    ),
    "phogiamdoc1": (
        "Nguyễn Thị Thanh Hà",
        "Phó Giám đốc",
        "leadership",
        "",
        "leader signer",
        "deputy1",
    ),
    "phogiamdoc2": (
        "Lò Văn Chung",
        "Phó Giám đốc",
        "leadership",
        "",
        "leader signer",
        "deputy2",
    ),
    "chanhvanphong": (
        "Phạm Minh Đức",
        "Chánh Văn phòng",
        "office",
        "office",
        "form signer report copy office",
        "office_chief",
    ),
    "vanthu": (
        "Lê Thị Ngọc",
        "Văn thư",
        "office",
        "",
        "clerk seal number_void register recipient_add",
        "",
    ),
    "tp.qltm": ("Đặng Văn Hải", "Trưởng phòng", "qltm", "qltm", "", ""),
    "cv.qltm": ("Hoàng Thị Lan", "Chuyên viên", "qltm", "", "", ""),
    "tp.qlcn": ("Bùi Xuân Thành", "Trưởng phòng", "qlcn", "qlcn", "", ""),
    "cv.qlcn": ("Nguyễn Đình Nam", "Chuyên viên", "qlcn", "", "", ""),
    "tp.qlnl": ("Lù Thị Hoa", "Trưởng phòng", "qlnl", "qlnl", "", ""),
    "cv.qlnl": ("Phan Anh Tuấn", "Chuyên viên", "qlnl", "", "", ""),
    "tp.ktat": ("Vũ Mạnh Cường", "Trưởng phòng", "ktat", "ktat", "", ""),
    "cv.ktat": ("Giàng A Páo", "Chuyên viên", "ktat", "", "", ""),
    "tp.khtc": ("Trịnh Thu Hương", "Trưởng phòng", "khtc", "khtc", "", ""),
    "cv.khtc": ("Đỗ Quốc Bảo", "Chuyên viên", "khtc", "", "", ""),
    "luutru": ("Tẩn Mẩy Pham", "Lưu trữ viên", "office", "", "archivist", ""),
    "quantri": ("Ngô Việt Anh", "Quản trị hệ thống", "office", "", "manager", ""),
}
UNIT_PEOPLE = {
    "giamdoc.ttkc": (
        "Vàng Thị Mai",
        "Giám đốc",
        "unit",
        "unit",
        "leader signer form report",
        "unit_head",
    ),
    "vanthu.ttkc": ("Mào Văn Sơn", "Văn thư", "unit", "", "clerk seal", ""),
}
AGENCIES = (
    (PROVINCE, "H35", "000.00.00.H35", "Chính phủ"),
    ("Bộ Công Thương", "G02", "000.00.00.G02", "Chính phủ"),
    ("Sở Tài chính tỉnh Lai Châu", "H35.11", "000.00.11.H35", PROVINCE),
    ("Sở Nông nghiệp và Môi trường tỉnh Lai Châu", "H35.14", "000.00.14.H35", PROVINCE),
    ("Ủy ban nhân dân phường Tân Phong", "H35.31", "000.00.31.H35", PROVINCE),
)


class Organisation:
    """Builds the demo organisation in a database, once."""

    agencies = AGENCIES

    def __init__(self, env, pki=None):
        self.env = env
        self.pki = Path(pki or Path(os.environ["SOFTHSM2_CONF"]).parent)
        self.departments = {}
        self.users = {}

    @cached_property
    def _hashed(self):
        """The password of all: making a hash takes long, as it should."""
        return self.env["res.users"]._crypt_context().hash(PASSWORD)

    def _find(self):
        """Tell whether it was built in this database before, and take it from there."""
        users = self.env["res.users"].search([("login", "in", [*PEOPLE, *UNIT_PEOPLE])])
        if not users:
            return False
        self.users = {user.login: user for user in users}
        self.company = self.users["giamdoc"].company_id
        self.unit = self.users["giamdoc.ttkc"].company_id
        found = self.env["edoc.department"].search(
            [("company_id", "in", (self.company + self.unit).ids)]
        )
        by_code = {department.code: department for department in found}
        keys = {key: code for key, _name, code in (*DEPARTMENTS, UNIT_DEPARTMENT)}
        self.departments = {key: by_code[code] for key, code in keys.items()}
        self.channel = self.env["edi.backend"].search([("edoc_folder", "=", FOLDER)])
        return True

    def build(self):
        """Create entities, departments, people, agencies, channel, tokens and trust.

        In a database that has them, they are found.
        """
        if self._find():
            return self
        self.company = self._company(self.env.ref("base.main_company"), SCT, "SCT")
        self.company.partner_id.write(
            {"edoc_organ_id": "H35.09", "edoc_organ_id_old": "000.00.09.H35"}
        )
        self.unit = self._unit()
        for key, name, code in DEPARTMENTS:
            self.departments[key] = self._department(self.company, key, name, code)
        key, name, code = UNIT_DEPARTMENT
        self.departments[key] = self._department(self.unit, "office", name, code)
        for login, person in PEOPLE.items():
            self.users[login] = self._user(login, person, self.company)
        for login, person in UNIT_PEOPLE.items():
            self.users[login] = self._user(login, person, self.unit)
        self._authorities()
        self._trust()
        self._channel()
        self._tokens()
        return self

    # ------------------------------------------------------------------ entities

    def _company(self, company, name, abbreviation):
        built = json.loads((self.pki / "built.json").read_text())
        seal = "seal_sct" if abbreviation == "SCT" else "seal_unit"
        company.write(
            {
                "name": name,
                "country_id": self.env.ref("base.vn").id,
                "city": "Lai Châu",
                "edoc_abbreviation": abbreviation,
                "edoc_place": "Lai Châu",
                "edoc_seal_image": self._picture(seal),
                "edoc_tsa_url": f"http://{built['address']}/edoc/tsa/tsa",
                "edoc_service_timeout": 30,
            }
        )
        company.partner_id.write(
            {"edoc_in_charge": "UBND tỉnh Lai Châu", "tz": "Asia/Ho_Chi_Minh"}
        )
        return company

    def _unit(self):
        unit = self.env["res.company"].create(
            {"name": UNIT, "parent_id": self.company.id}
        )
        self._company(unit, UNIT, "TTKC")
        unit.partner_id.write(
            {
                "edoc_organ_id": "H35.09.03",
                "edoc_organ_id_old": "000.03.09.H35",
                "edoc_in_charge": SCT,
                "edoc_is_agency": True,
            }
        )
        return unit

    def _department(self, company, key, name, code):
        kinds = {"leadership": "leadership", "office": "office"}
        return self.env["edoc.department"].create(
            {
                "name": name,
                "code": code,
                "company_id": company.id,
                "kind": kinds.get(key, "division"),
                "sequence": 10 + len(self.departments),
            }
        )

    # ------------------------------------------------------------------- people

    def _user(self, login, person, company):
        name, position, member, headed, duties, token = person
        groups = [self.env.ref("l10n_vn_edoc.group_user")]
        groups += [
            self.env.ref(f"l10n_vn_edoc.group_{duty}") for duty in duties.split()
        ]
        if "manager" in duties:
            groups.append(self.env.ref("base.group_system"))
        departments = [self.departments[key] for key in member.split()]
        user = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": login,
                    "email": f"{login}@sct.example",
                    "lang": "vi_VN",
                    "tz": "Asia/Ho_Chi_Minh",
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "edoc_position": position,
                    "edoc_signature_image": self._picture(token) if token else False,
                    "group_ids": [
                        Command.set(
                            [group.id for group in groups]
                            + [department.group_id.id for department in departments]
                        )
                    ],
                }
            )
        )
        user._set_encrypted_password(user.id, self._hashed)
        if "odoobot_state" in user._fields:
            user.odoobot_state = "disabled"
        for key in headed.split():
            self.departments[key].head_ids = [Command.link(user.id)]
        return user

    # ---------------------------------------------------------------- authority

    def _authorities(self):
        """Who signs in whose place (NĐ 30/2020 Điều 13)."""
        rights = self.env["edoc.signing.authority"]
        director = self.users["giamdoc"]
        rules = "Quy chế làm việc của Sở Công Thương"
        rights.create({"user_id": director.id, "company_id": self.company.id})
        for login in ("phogiamdoc1", "phogiamdoc2"):
            rights.create(
                {
                    "user_id": self.users[login].id,
                    "company_id": self.company.id,
                    "kind": "deputy",
                    "principal_id": director.id,
                    "basis": rules,
                }
            )
        rights.create(
            {
                "user_id": self.users["chanhvanphong"].id,
                "company_id": self.company.id,
                "kind": "by_order",
                "principal_id": director.id,
                "department_id": self.departments["office"].id,
                "basis": rules,
            }
        )
        head = self.users["giamdoc.ttkc"]
        rights.create({"user_id": head.id, "company_id": self.unit.id})

    # --------------------------------------------------------- trust and channel

    def _trust(self):
        trust = self.env["edoc.trust.certificate"]
        reason = "CA thử nghiệm của bản demo"
        for kind, name in (("root", "root.pem"), ("intermediate", "intermediates.pem")):
            for pem in self._certificates(name):
                digest = trust._describe(pem)["sha256"]
                trust.create(
                    {
                        "kind": kind,
                        "certificate": pem,
                        "published_sha256": digest,
                        "reason": reason,
                    }
                )

    def _certificates(self, name):
        end = b"-----END CERTIFICATE-----"
        parts = (self.pki / name).read_bytes().split(end)
        return [base64.b64encode(part + end) for part in parts if b"BEGIN" in part]

    def _channel(self):
        self.channel = self.env["edi.backend"].create(
            {
                "name": "Trục liên thông tỉnh Lai Châu (thư mục bàn giao)",
                "backend_type_id": self.env.ref("l10n_vn_edoc.backend_type_edoc").id,
                "company_id": self.company.id,
                "edoc_folder": FOLDER,
            }
        )
        for name, organ_id, old, superior in self.agencies:
            self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "edoc_is_agency": True,
                    "edoc_organ_id": organ_id,
                    "edoc_organ_id_old": old,
                    "edoc_in_charge": superior,
                    "edoc_channel_id": self.channel.id,
                }
            )

    def _tokens(self):
        for login, person in {**PEOPLE, **UNIT_PEOPLE}.items():
            user = self.users[login]
            if person[-1]:
                self._token(person[-1], "person", user)
        self._token("seal_sct", "seal", self.users["vanthu"])
        self._token("seal_unit", "seal", self.users["vanthu.ttkc"])

    def _token(self, label, kind, holder):
        token = self.env["edoc.token"].create(
            {
                "name": f"USB Token {holder.name}"
                if kind == "person"
                else f"USB Token con dấu {holder.company_id.edoc_abbreviation}",
                "kind": kind,
                "driver": "softhsm",
                "label": label,
                "company_id": holder.company_id.id,
                "first_holder_id": holder.id,
                "location": "Văn phòng" if kind == "seal" else False,
            }
        )
        token.action_read_device()

    def _picture(self, label):
        return base64.b64encode((self.pki / "pictures" / f"{label}.png").read_bytes())
