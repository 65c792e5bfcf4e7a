"""What a channel says when a packet doesn't leave; the sentence is for the record."""

from odoo.exceptions import UserError


class ChannelRefusedError(UserError):
    """Refused for good: it isn't tried again until somebody has acted."""


class ChannelUnavailableError(Exception):
    """Not carried out, or nobody knows: the same bytes are sent again later."""
