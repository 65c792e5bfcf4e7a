"""A print with the stamp *ĐẾN*; the file that came stays as it is (NĐ 30 Điều 22)."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.arrival import CORNERS, ArrivalStamp, stamp_print
from ..core.errors import EdocError
from ._marks import mark_words
from ._messages import user_error


class EdocIncomingArrivalMixin(models.AbstractModel):
    """The stamp of Phụ lục IV, drawn on a copy that nobody keeps."""

    _name = "edoc.incoming.arrival.mixin"
    _description = "Incoming Document: Arrival Stamp"

    def action_open_arrival_print(self):
        return self._open_wizard(
            "edoc.incoming.arrival.print", self.env._("Print with the arrival stamp")
        )

    def _arrival_print(self, corner="auto"):
        """Return the print, and whether its stamp covers nothing.

        :param corner: one of ``CORNERS``
        :raises UserError: not registered yet, no PDF, or one that can't be printed
        """
        self.ensure_one()
        self.check_access("read")
        if corner not in CORNERS or not self.arrival_number:
            raise UserError(
                self.env._(
                    "“%(name)s” is not registered: it has no arrival number that a "
                    "stamp could show.",
                    name=self.display_name,
                )
            )
        file = self.sudo().file_ids.filtered(lambda f: f.role == "main" and f._is_pdf())
        if not file:
            raise UserError(
                self.env._("“%(name)s” has no PDF to print.", name=self.display_name)
            )
        try:
            return stamp_print(
                file[0]._content(), self._arrival_stamp(), corner, self._print_notice()
            )
        except EdocError as error:
            raise user_error(self.env, error) from error

    def _arrival_stamp(self):
        """Return what the stamp says, in Vietnamese whoever looks."""
        document = self.sudo()
        arrived = self._vn_day(document.registered_at)
        lead = document.assignment_ids._lead_chain()[:1]
        passed_to = lead._who() or document.leader_id.name
        return ArrivalStamp(
            agency=document.company_id.name,
            number=str(document.arrival_number),
            day=arrived.strftime("%d/%m/%Y"),
            passed_to=passed_to or "",
            notation=document.file_notation or "",
        )

    def _vn_day(self, moment):
        local = self.with_context(tz="Asia/Ho_Chi_Minh")
        return fields.Datetime.context_timestamp(local, moment).date()

    def _print_notice(self):
        """NĐ 30 Phụ lục VI III.6: prints made from the System are marked."""
        # it stands on a Vietnamese paper
        words = self.with_context(lang="vi_VN").env._(
            "With the arrival stamp, no original."
        )
        return f"{mark_words(self.env)}. {words}"
