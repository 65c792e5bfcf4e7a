from . import (
    book_mixin,
    counted_mixin,
    difficulty_book,
    exchange_report,
    fonts,
    handling_slip,
    paper_envelope,
    postal_book,
    rights_change_book,
    submission_slip,
    token_handover,
    verification_slip,
)
