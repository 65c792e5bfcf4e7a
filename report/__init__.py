from . import counted_mixin, exchange_report, fonts
