"""The screens that screenshots.py shows: who looks, where, after which clicks."""

from dataclasses import dataclass

WIDTH = 1600
ROW = ".o_data_row .o_data_cell:nth-child(3)"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
GROUPS = ".o_group_header"
ALL_ROWS = ".o_list_table thead .o_list_record_selector input"


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: who looks, which address, what he clicks before.

    :param clicks: CSS selectors, XPaths, or names of buttons, clicked in turn
    """

    name: str
    login: str
    path: str
    clicks: tuple[str, ...] = ()
    width: int = WIDTH


def menu(name):
    """Return the selector of a menu of the addon."""
    return f"[data-menu-xmlid='l10n_vn_edoc.{name}']"


def row(text):
    """Return the path of the row of a list that shows ``text``."""
    return f"//tr[contains(@class, 'o_data_row')][contains(., '{text}')]/td[3]"


ENTITY = (menu("edoc_config_menu"), menu("res_company_menu"), row("Sở Công Thương"))
SCREENS = (
    Screen("01-van-thu-cho-luu-tru", "vanthu", "documents-to-register"),
    Screen("02-van-thu-van-ban-den", "vanthu", "documents-to-register", (ROW,)),
    Screen(
        "03-van-thu-vao-so",
        "vanthu",
        "documents-to-register",
        (ROW, "action_open_register"),
    ),
    Screen(
        "03-van-thu-nhap-ben-trang",
        "vanthu",
        "documents-to-register",
        (ROW, "action_open_entry"),
    ),
    Screen(
        "04-van-thu-kiem-tra-ky-so",
        "vanthu",
        "documents-to-register",
        (ROW, "[name=signatures]"),
    ),
    Screen("05-van-thu-tat-ca-den", "vanthu", "incoming-documents"),
    Screen("06-van-thu-goi-tin", "vanthu", "document-packets"),
    Screen(
        "07-van-thu-tra-lai",
        "vanthu",
        "documents-to-register",
        (ROW, "action_open_refuse"),
    ),
    Screen(
        "08-van-thu-khong-ket-luan-duoc",
        "vanthu",
        "documents-to-register",
        (row("1001/"),),
    ),
    Screen(
        "09-mot-lan-kiem-tra",
        "vanthu",
        "documents-to-register",
        (
            ROW,
            "[name=signatures]",
            ".o_field_widget[name=verification_ids] .o_data_cell",
        ),
    ),
    Screen(
        "09-so-sanh-cac-lan-ky",
        "vanthu",
        "documents-to-register",
        (ROW, "[name=signatures]", "compare", ".o_edoc_sheet[data-drawn='1']"),
    ),
    Screen("09-kiem-tra-mot-tep", "cv.qltm", "signature-checks"),
    Screen("06-van-thu-mot-goi-tin", "vanthu", "document-packets", (ROW,)),
    Screen("10-giam-doc-cho-phan-phoi", "giamdoc", "documents-to-distribute"),
    Screen(
        "11-giam-doc-phan-phoi",
        "giamdoc",
        "documents-to-distribute",
        (ROW, "action_open_distribute"),
    ),
    Screen("12-giam-doc-cho-ky", "giamdoc", "documents-to-sign", (ROW,)),
    Screen(
        "13-giam-doc-ky-so", "giamdoc", "documents-to-sign", (ROW, "action_open_sign")
    ),
    Screen(
        "14-giam-doc-ky-theo-lo",
        "giamdoc",
        "documents-to-sign",
        (ALL_ROWS, "action_open_sign"),
    ),
    Screen("15-giam-doc-ket-qua-lo", "giamdoc", "my-batches", (ROW,)),
    Screen("20-truong-phong-cho-xu-ly", "tp.qltm", "documents-to-assign", (ROW,)),
    Screen(
        "21-truong-phong-phan-cong",
        "tp.qltm",
        "documents-to-assign",
        (ROW, "action_open_assign"),
    ),
    Screen("30-chuyen-vien-dang-xu-ly", "cv.qlnl", "documents-to-handle", (ROW,)),
    Screen("31-chuyen-vien-du-thao", "cv.qlnl", "outgoing-documents/new"),
    Screen("32-chuyen-vien-du-thao-cua-toi", "cv.qlcn", "my-drafts", (ROW,)),
    Screen(
        "33-chuyen-vien-vi-tri-ky-so",
        "cv.qlcn",
        "my-drafts",
        (ROW, "action_open_placement"),
    ),
    Screen("34-chuyen-vien-bi-tra-lai", "cv.ktat", "my-drafts", (ROW,)),
    Screen(
        "35-giam-doc-xem-vi-tri-ky-so",
        "giamdoc",
        "documents-to-sign",
        (ROW, "action_open_placement"),
    ),
    Screen(
        "36-vi-tri-ky-so-dien-thoai",
        "cv.qlcn",
        "my-drafts",
        (CARD, "action_open_placement"),
        420,
    ),
    Screen("40-van-thu-cho-lay-so", "vanthu", "documents-to-number", (ROW,)),
    Screen("41-van-thu-van-ban-di", "vanthu", "outgoing-documents"),
    Screen("41b-van-thu-theo-doi-gui", "vanthu", "deliveries", (".o_facet_remove",)),
    Screen(
        "41c-van-thu-lich-su-gui",
        "vanthu",
        "outgoing-documents",
        (row("1520/UBND-KT"), "[name=exchange]"),
    ),
    Screen(
        "41d-van-thu-noi-nhan",
        "vanthu",
        "outgoing-documents",
        (row("1520/UBND-KT"), "[name=recipients]"),
    ),
    Screen("91b-quan-tri-thong-tin-bat-buoc", "quantri", "required-information"),
    Screen("91c-quan-tri-ngay-nghi", "quantri", "office-holidays"),
    Screen(
        "42-van-thu-da-phat-hanh",
        "vanthu",
        "outgoing-documents",
        (ROW, "[name=recipients]"),
    ),
    Screen("43-van-thu-so", "vanthu", "document-registers"),
    Screen("60-van-thu-ban-giay-can-gui", "vanthu", "paper-to-send"),
    Screen("61-van-thu-mot-ban-giay", "vanthu", "paper-copies", (ROW,)),
    Screen(
        "62-van-thu-gui-buu-dien",
        "vanthu",
        "paper-to-send",
        (row("Đã đóng dấu"), "action_open_post"),
    ),
    Screen("63-van-thu-so-buu-dien", "vanthu", "postal-register"),
    Screen("64-van-thu-ban-giay-luu", "vanthu", "paper-copies-missing"),
    Screen("65-van-thu-ban-giay-cho-nhan", "vanthu", "paper-awaited", (ROW,)),
    Screen("66-quan-tri-quy-tac-ban-giay", "quantri", "paper-rules", (ROW,)),
    Screen(
        "44-van-thu-so-da-huy",
        "vanthu",
        "document-registers",
        (row("Sổ đăng ký văn bản đi"),),
    ),
    Screen(
        "45-van-thu-lay-so-dong-dau-theo-lo",
        "vanthu",
        "documents-to-number",
        (ALL_ROWS, "action_open_number_and_seal"),
    ),
    Screen(
        "46-chuyen-vien-so-bi-huy",
        "cv.qlnl",
        "my-drafts",
        (row("hành lang lưới điện"), ".nav-link[name=history]"),
    ),
    Screen(
        "47-van-thu-thua-uy-quyen",
        "vanthu",
        "documents-to-number",
        (row("giao ban công tác"),),
    ),
    Screen("48-chanh-van-phong-quyet-dinh-sao", "chanhvanphong", "copies-to-decide"),
    Screen(
        "48-chanh-van-phong-mot-ban-sao", "chanhvanphong", "copies-to-decide", (ROW,)
    ),
    Screen("49-van-thu-ban-sao", "vanthu", "electronic-copies"),
    Screen(
        "49-van-thu-ban-sao-da-dong-dau",
        "vanthu",
        "electronic-copies",
        (row("01/SY"),),
    ),
    Screen("50-quan-tri-phong-ban", "quantri", "document-departments"),
    Screen("51-quan-tri-phong", "quantri", "document-departments", (ROW,)),
    Screen("52-quan-tri-thiet-bi", "quantri", "signing-tokens", (row("con dấu SCT"),)),
    Screen("53-quan-tri-co-quan", "quantri", "document-agencies"),
    Screen("54-quan-tri-loai-van-ban", "quantri", "document-types"),
    Screen("55-quan-tri-mot-loai", "quantri", "document-types", (ROW,)),
    Screen(
        "56-quan-tri-nguoi-dung",
        "quantri",
        "users",
        (row("Trần Quang Vinh"), ".nav-link[name=edoc]"),
    ),
    Screen(
        "57-quan-tri-kenh",
        "quantri",
        "incoming-documents",
        (menu("edoc_config_menu"), menu("edi_backend_menu"), row("Trục")),
    ),
    Screen(
        "58-giu-con-dau-ban-giao", "vanthu", "signing-tokens", (row("con dấu SCT"),)
    ),
    Screen("59-nguoi-nhan-con-dau", "luutru", "signing-tokens", (row("con dấu SCT"),)),
    Screen("60-don-vi-van-ban-di", "giamdoc.ttkc", "outgoing-documents", (ROW,)),
    Screen("61-quan-tri-tham-quyen-ky", "quantri", "signing-authority"),
    Screen("61-quan-tri-thua-uy-quyen", "quantri", "signing-authority", (row("TUQ."),)),
    Screen(
        "62-quan-tri-dich-vu-chung-thuc",
        "quantri",
        "incoming-documents",
        (*ENTITY, ".nav-link[name=edoc_services]"),
    ),
    Screen(
        "62-quan-tri-thu-dich-vu",
        "quantri",
        "incoming-documents",
        (*ENTITY, ".nav-link[name=edoc_services]", "action_edoc_test_services"),
    ),
    Screen(
        "63-quan-tri-con-dau",
        "quantri",
        "incoming-documents",
        (*ENTITY, ".nav-link[name=edoc]"),
    ),
    Screen("64-quan-tri-dinh-dang", "quantri", "document-file-formats"),
    Screen(
        "65-quan-tri-bo-cuc",
        "quantri",
        "incoming-documents",
        (menu("edoc_config_menu"), menu("edoc_layout_menu"), ROW),
    ),
    Screen("70-luu-tru-van-ban-den", "luutru", "incoming-documents"),
    Screen(
        "71-bao-cao",
        "giamdoc",
        "incoming-documents",
        (menu("edoc_report_menu"), menu("edoc_exchange_report_menu")),
    ),
    Screen(
        "72-bao-cao-tren-man-hinh",
        "giamdoc",
        "incoming-documents",
        (
            menu("edoc_report_menu"),
            menu("edoc_exchange_report_menu"),
            "action_show",
        ),
    ),
    Screen(
        "73-van-thu-dua-van-ban-vao",
        "vanthu",
        "incoming-documents",
        (menu("edoc_incoming_menu"), menu("edoc_incoming_menu_upload")),
    ),
    Screen("74-ban-lam-viec-van-thu", "vanthu", "desk"),
    Screen("75-ban-lam-viec-giam-doc", "giamdoc", "desk"),
    Screen("76-ban-lam-viec-truong-phong", "tp.ktat", "desk"),
    Screen("77-ban-lam-viec-chuyen-vien", "cv.ktat", "desk"),
    Screen("78-hang-viec", "quantri", "desk-queues"),
    Screen("79-dien-thoai-ban-lam-viec", "cv.ktat", "desk", (), 420),
    Screen("80-dien-thoai", "giamdoc", "documents-to-distribute", (), 420),
    Screen("81-dien-thoai-cho-ky", "giamdoc", "documents-to-sign", (CARD,), 390),
    Screen("82-dien-thoai-lo-ky-so", "giamdoc", "my-batches", (CARD,), 390),
    Screen(
        "90-du-thao-danh-muc-the-thuc",
        "giamdoc",
        "documents-to-sign",
        (ROW, "[name=form]"),
    ),
    Screen("91-du-thao-phien-ban", "cv.ktat", "my-drafts", (ROW, "[name=versions]")),
    Screen(
        "92-du-thao-lay-y-kien",
        "cv.qlcn",
        "my-drafts",
        (ROW, "[name=opinions]", "action_open_consult"),
    ),
    Screen("93-du-thao-phieu-trinh", "cv.qlcn", "my-drafts", (ROW, "[name=slip]")),
    Screen("94-quy-tac-xem-xet-va-ky", "quantri", "signing-routes"),
    Screen("95-danh-muc-the-thuc", "quantri", "form-checks"),
    Screen("96-van-ban-noi-bo", "cv.ktat", "internal-documents"),
    Screen("97-cho-cho-y-kien", "tp.ktat", "opinions-to-give"),
    Screen(
        "98-thay-nguoi-ky", "giamdoc", "documents-to-sign", (ROW, "action_open_signer")
    ),
    Screen("99-chanh-van-phong-ban-lam-viec", "chanhvanphong", "desk"),
    Screen("99-chanh-van-phong-theo-doi-han", "chanhvanphong", "deadlines-followed"),
    Screen("99-chanh-van-phong-qua-han", "chanhvanphong", "work-overdue", (GROUPS,)),
    Screen(
        "99-chanh-van-phong-don-doc",
        "chanhvanphong",
        "work-overdue",
        (".o_facet_remove", ALL_ROWS, "action_open_urge"),
    ),
    Screen("99-chanh-van-phong-lich-su-don-doc", "chanhvanphong", "urgings"),
    Screen(
        "99-chanh-van-phong-thong-ke-don-doc",
        "chanhvanphong",
        "urgings",
        (".o_switch_view.o_pivot",),
    ),
    Screen(
        "99-chuyen-vien-bi-don-doc",
        "cv.qltm",
        "documents-to-handle",
        (row("1501/"), ".nav-link[name=handling]"),
    ),
    Screen("99-van-thu-van-ban-hoa-toc", "vanthu", "desk"),
    Screen("99-quan-tri-quy-tac-don-doc", "quantri", "urging-rules"),
    Screen("99-quan-tri-mau-loi-don-doc", "quantri", "urging-texts"),
    Screen("99-quan-tri-thu-don-doc", "quantri", "urging-mails"),
    Screen("99-dien-thoai-qua-han", "chanhvanphong", "deadlines-followed", (), 390),
    Screen("99-dien-thoai-hoa-toc", "vanthu", "desk", (), 390),
)
