from . import counted_mixin, exchange_report, fonts, token_handover, verification_slip
