from . import (
    exchange_report,
    incoming_steps,
    incoming_upload,
    outgoing_steps,
    token_hand_over,
)
