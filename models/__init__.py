# Mixins first, in the order in which they build on each other.
# isort: off
from . import (
    guarded_mixin,
    workflow_mixin,
    document_mixin,
    incoming_exchange_mixin,
    incoming_verification_mixin,
    file_placement,
    outgoing_draft_mixin,
    outgoing_signing_mixin,
    token_custody_mixin,
)

# isort: on
from . import (
    step,
    department,
    layout,
    document_type,
    register,
    trust_certificate,
    token,
    token_handover,
    file,
    verification,
    assignment,
    status_message,
    incoming,
    outgoing,
    batch,
    batch_line,
    delivery,
    edi_backend,
    edi_exchange_type,
    edi_exchange_record,
    exchange_handlers,
    res_company,
    res_groups,
    res_partner,
    res_users,
)
