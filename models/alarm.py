"""Alarms of urgent documents: shown until they are confirmed (Điều 10.3)."""

from odoo import Command, api, fields, models

from .document_mixin import URGENCY

EVENT = "l10n_vn_edoc/alarm"
_MOST_SHOWN = 20
TEMPLATE = "l10n_vn_edoc.mail_template_alarm"
# as they stand on the paper, whatever the reader's language: NĐ 30 Phụ lục I
WORDS = {
    "0": "",
    "1": "KHẨN",
    "2": "THƯỢNG KHẨN",
    "3": "HỎA TỐC",
    "4": "HỎA TỐC HẸN GIỜ",
}


class EdocAlarm(models.Model):
    """What an urgent document wants of one person, and when he said he had seen it."""

    _name = "edoc.alarm"
    _description = "Alarm of an Urgent Document"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _rec_name = "summary"
    _guarded_rows = True

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    incoming_id = fields.Many2one(
        "edoc.incoming", index="btree_not_null", ondelete="cascade"
    )
    outgoing_id = fields.Many2one(
        "edoc.outgoing", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", string="Entity", required=True)
    urgency = fields.Selection(URGENCY, required=True)
    summary = fields.Char(string="What is to be done", required=True)
    deadline = fields.Date()
    raised_at = fields.Datetime(
        string="Raised at", required=True, default=fields.Datetime.now
    )
    confirmed_at = fields.Datetime(string="Confirmed at")
    settled_at = fields.Datetime(string="Settled at", help="Done, or not his any more.")
    what = fields.Char(string="Document", compute="_compute_what")
    url = fields.Char(compute="_compute_what")
    urgency_label = fields.Char(compute="_compute_what")

    _waiting_index = models.Index(
        "(user_id) WHERE confirmed_at IS NULL AND settled_at IS NULL"
    )
    # one at a time for a person and a document, whatever runs twice
    _incoming_uniq = models.UniqueIndex(
        "(user_id, incoming_id) WHERE confirmed_at IS NULL AND settled_at IS NULL "
        "AND incoming_id IS NOT NULL",
        "This alarm has been raised already.",
    )
    _outgoing_uniq = models.UniqueIndex(
        "(user_id, outgoing_id) WHERE confirmed_at IS NULL AND settled_at IS NULL "
        "AND outgoing_id IS NOT NULL",
        "This alarm has been raised already.",
    )

    @api.depends("incoming_id", "outgoing_id")
    def _compute_what(self):
        for alarm in self:
            document = alarm._document()
            alarm.url = document._web_address()
            alarm.urgency_label = WORDS[alarm.urgency]
            subject = document.subject
            if document.is_restricted:
                subject = self.env._("Restricted document")
            alarm.what = " · ".join(filter(None, (document.code, subject)))

    def _document(self):
        self.ensure_one()
        return self.sudo().incoming_id or self.sudo().outgoing_id

    @api.model
    def _raise(self, document, users, summary, deadline):
        """Give the alarm to these persons: in the web client at once, and by e-mail."""
        place = {"edoc.incoming": "incoming_id"}.get(document._name, "outgoing_id")
        found = self.sudo().search(
            [
                (place, "=", document.id),
                ("confirmed_at", "=", False),
                ("settled_at", "=", False),
            ]
        )
        new = users - found.user_id
        alarms = self._through_door().create(
            [
                {
                    "user_id": user.id,
                    place: document.id,
                    "company_id": document.company_id.id,
                    "urgency": document.urgency,
                    "summary": summary,
                    "deadline": deadline,
                }
                for user in new
            ]
        )
        template = self.env.ref(TEMPLATE).sudo()
        for alarm in alarms:
            # it lies in the queue of e-mails; nothing leaves in this transaction
            template.send_mail(
                alarm.id,
                email_values={
                    "recipient_ids": [Command.set(alarm.user_id.partner_id.ids)]
                },
            )
        alarms._ring()

    def _ring(self):
        for user in self.sudo().user_id:
            user._bus_send(EVENT, {})

    def _settle(self):
        """The document has moved on: nobody has to be alarmed any more."""
        self._through_door().write({"settled_at": fields.Datetime.now()})
        self._ring()

    # ------------------------------------------------------------------ web client

    @api.model
    def waiting(self):
        """Return the last of the current user's alarms that he has not confirmed."""
        if not self.has_access("read"):
            return []
        alarms = self.search(
            [
                ("user_id", "=", self.env.uid),
                ("confirmed_at", "=", False),
                ("settled_at", "=", False),
            ],
            limit=_MOST_SHOWN,
        )
        return [
            {
                "id": alarm.id,
                "model": alarm._document()._name,
                "document": alarm._document().id,
                "urgency": alarm.urgency_label,
                "summary": alarm.summary,
                "what": alarm.what,
                "deadline": alarm.deadline and alarm.deadline.strftime("%d/%m/%Y"),
            }
            for alarm in alarms
        ]

    def confirm(self):
        """The user has seen his own alarms."""
        mine = self.sudo().filtered(
            lambda alarm: alarm.user_id == self.env.user and not alarm.confirmed_at
        )
        mine._through_door().write({"confirmed_at": fields.Datetime.now()})
        mine._ring()
        return True
