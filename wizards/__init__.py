# what others build on first
# isort: off
from . import incoming_steps, pin_mixin

# isort: on
from . import (
    archive_steps,
    assignment_steps,
    batch_start,
    change_order,
    change_refuse,
    copy_steps,
    delegation_give,
    delivery_followup,
    difficulty_answer,
    direct_pin,
    distribution,
    dossier_export,
    dossier_put,
    dossier_steps,
    exchange_report,
    form_not_right,
    hand_over,
    incoming_arrival_print,
    incoming_upload,
    outgoing_drafting,
    outgoing_signer,
    outgoing_steps,
    outgoing_void,
    paper_steps,
    postal_book,
    register_steps,
    restrict,
    signing_services_test,
    token_hand_over,
    trust_import,
    urge,
    verify_file,
)
