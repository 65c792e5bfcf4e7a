"""The screens of files of work."""

from screen import CARD, ROW, Screen, menu, row

PHONE = 390
DOSSIERS = (
    Screen("k01-ho-so-cua-toi", "cv.qltm", "dossiers"),
    Screen("k02-mot-ho-so", "cv.qltm", "dossiers", (row("03.QLTM"),)),
    Screen("k03-ket-thuc-ho-so", "cv.qltm", "dossiers", (ROW, "action_open_close")),
    Screen(
        "k04-dua-van-ban-vao",
        "cv.qltm",
        "dossiers",
        (ROW, ".o_statusbar_buttons .btn-primary"),
    ),
    Screen("k05-ho-so-da-ket-thuc", "luutru", "dossiers", (".o_facet_remove", ROW)),
    Screen("k06-danh-muc-ho-so", "vanthu", "dossier-lists", (ROW,)),
    Screen(
        "k07-van-ban-dua-vao-ho-so",
        "cv.qlcn",
        "incoming-documents",
        (ROW, "action_open_put"),
    ),
    Screen("k08-quy-tac-lap-ho-so", "luutru", "filing-rules"),
    Screen("k09-thoi-han-bao-quan", "quantri", "retention-periods"),
    Screen("k11-ho-so-phai-nop-luu", "cv.qlcn", "dossiers-to-hand-over", (ROW,)),
    Screen("k12-nop-luu", "luutru", "archive-transfers"),
    Screen("k13-ban-lam-viec-luu-tru", "luutru", "desk"),
    Screen(
        "k14-dong-bang",
        "giamdoc",
        "desk",
        (menu("edoc_utility_menu"), menu("edoc_hold_place_menu")),
    ),
    Screen(
        "k15-xuat-ho-so",
        "luutru",
        "dossiers",
        (".o_facet_remove", ROW, "action_open_export"),
    ),
    Screen("k10-dien-thoai-ho-so", "cv.qltm", "dossiers", (CARD,), PHONE),
)
