"""The screens of the history and of its examination."""

from screen import ROW, Screen, row

AUDIT = (
    Screen(
        "n01-luot-truy-cap", "giamdoc", "incoming-documents", (ROW, "action_open_acts")
    ),
    Screen("n02-luot-truy-cap-van-ban", "vanthu", "document-accesses"),
    Screen("n03-nhat-ky", "quantri", "document-history"),
    Screen(
        "n04-kiem-tra-toan-ven",
        "quantri",
        "integrity-examinations",
        ("action_examine",),
    ),
    Screen(
        "n05-ban-sao-co-dau",
        "vanthu",
        "outgoing-documents",
        (row("SCT"),),
    ),
)
