"""The other end of the axis: the provincial People's Committee, software like ours.

It has an installation of its own, with its own people, tokens and database; all that
the two share is the axis.
"""

from .organisation import PROVINCE, SCT, Organisation

DEPARTMENTS = (
    ("leadership", "Lãnh đạo UBND tỉnh", "LĐ"),
    ("office", "Văn phòng UBND tỉnh", "VP"),
    ("kt", "Phòng Kinh tế", "KT"),
)
# login: (name, position, departments, headed departments, duties, token)
PEOPLE = {
    "chutich": (
        "Trần Đức Long",
        "Chủ tịch",
        "leadership",
        "",
        "leader signer report",
        "",
    ),
    "phochutich": (
        "Hoàng Quốc Khải",
        "Phó Chủ tịch",
        "leadership",
        "",
        "leader signer",
        "other_leader",
    ),
    "cvp.ubnd": (
        "Lê Anh Tùng",
        "Chánh Văn phòng",
        "office",
        "office",
        "form report copy office",
        "",
    ),
    "vanthu.ubnd": (
        "Đinh Thị Nga",
        "Văn thư",
        "office",
        "",
        "clerk seal number_void register",
        "",
    ),
    "tp.kt": ("Phùng Văn Bình", "Trưởng phòng", "kt", "kt", "", ""),
    "cv.kt": ("Lý Thị Sen", "Chuyên viên", "kt", "", "", ""),
    "quantri": ("Ngô Việt Anh", "Quản trị hệ thống", "office", "", "manager", ""),
}
AGENCIES = (
    (SCT, "H35.09", "000.00.09.H35", PROVINCE),
    ("Sở Tài chính tỉnh Lai Châu", "H35.11", "000.00.11.H35", PROVINCE),
)


class Province(Organisation):
    """Builds the People's Committee in a database, once."""

    agencies = AGENCIES

    def build(self):
        """Create the entity, its departments, people, agencies, tokens and trust."""
        company = self.env.ref("base.main_company")
        self.company = self._company(company, PROVINCE, "UBND")
        self.company.edoc_seal_image = self._picture("seal_other")
        self.company.partner_id.write(
            {
                "edoc_organ_id": "H35",
                "edoc_organ_id_old": "000.00.00.H35",
                "edoc_in_charge": "Chính phủ",
            }
        )
        for key, name, code in DEPARTMENTS:
            self.departments[key] = self._department(self.company, key, name, code)
        for login, person in PEOPLE.items():
            self.users[login] = self._user(login, person, self.company)
        self._authorities()
        self._trust()
        self._channel()
        self._token("other_leader", "person", self.users["phochutich"])
        self._token("seal_other", "seal", self.users["vanthu.ubnd"])
        return self

    def _authorities(self):
        """The vice-chairman signs for the chairman (NĐ 30/2020 Điều 13.1)."""
        rights = self.env["edoc.signing.authority"]
        chairman = self.users["chutich"]
        rights.create({"user_id": chairman.id, "company_id": self.company.id})
        rights.create(
            {
                "user_id": self.users["phochutich"].id,
                "company_id": self.company.id,
                "kind": "deputy",
                "principal_id": chairman.id,
                "basis": "Quy chế làm việc của UBND tỉnh",
            }
        )


def load(env):
    """Fill a fresh database with the People's Committee."""
    Province(env(context={**env.context, "lang": "vi_VN"})).build()
