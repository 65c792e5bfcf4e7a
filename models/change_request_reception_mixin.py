"""Reading orders of other agencies, and finding the document that they mean."""

from odoo import api, models
from odoo.fields import Domain

from ..core.edxml.codes import BusinessDocType


class EdocChangeRequestReceptionMixin(models.AbstractModel):
    """Whose order it is, which document it means, whether it came before.

    Only who sent a document may recall or change it: a document of another agency is
    never found, whatever identifier an order names.
    """

    _name = "edoc.change.request.reception.mixin"
    _description = "Recall or Update Asked For: Reception"

    # ---------------------------------------------------------------- receiving

    @api.model
    def _receive_order(self, packet, record):
        """Keep a recall or an update for each of our boxes that it is for.

        :return: what happened, in one sentence for the exchange record
        """
        record.sudo().edoc_sha256 = record.external_identifier
        incoming = self.env["edoc.incoming"]
        degree = incoming._secrecy_of(packet)
        recall = packet.business.doc_type == BusinessDocType.RECALL
        if degree and not recall:
            return incoming._refuse_secret(packet, record, degree)
        requests = self.browse()
        for box in self._boxes_meant(packet, record):
            vals = self._vals_of_order(packet, record, box)
            if self._is_new_to_us(packet, vals):
                return incoming._receive_packet(packet, record)
            requests |= self._keep_order(vals)
        if degree:
            # Điều 1.2: the recall is carried out, its data are kept nowhere
            record._through_door().write({"exchange_file": False})
        return self._link(record, requests)

    @api.model
    def _receive_take_back(self, packet, record):
        """Keep a status 13: its ``ResponseFor`` names us and the document."""
        record.sudo().edoc_sha256 = record.external_identifier
        answered = packet.response_for
        requests = self.browse()
        for box in self._boxes_of([answered.organ_id], record):
            requests |= self._keep_order(
                {
                    **self._vals_of_sender(packet.sender, record, box),
                    "kind": "recall",
                    "way": "status",
                    "document_uid": answered.document_id,
                    "code": answered.code,
                    "date_document": answered.promulgation_date or False,
                    "reason": packet.description,
                }
            )
        return self._link(record, requests)

    @api.model
    def _receive_replacements(self, packet, record):
        """The new document is here; note which ones it replaces (type 3)."""
        documents = (
            self.env["edoc.incoming"]
            .sudo()
            .search([("document_uid", "=", packet.document_id)])
        )
        requests = self.browse()
        for box in self._boxes_meant(packet, record):
            vals = self._vals_of_sender(packet.sender, record, box)
            new = documents.filtered(lambda d, b=box: d.addressed_box_id == b)
            for replaced in packet.business.replacements:
                if replaced.document_id == packet.document_id:
                    continue
                requests |= self._keep_order(
                    {
                        **vals,
                        "kind": "replacement",
                        "way": "packet",
                        "document_uid": replaced.document_id,
                        "code": _code_in(replaced.document_id),
                        "reason": packet.business.reason,
                        "replacement_id": new.sorted("id")[-1:].id,
                    }
                )
        return ", ".join(requests.mapped("display_name"))

    @api.model
    def _link(self, record, requests):
        record.sudo().write({"model": self._name, "res_id": requests[:1].id})
        return ", ".join(requests.mapped("display_name"))

    @api.model
    def _boxes_meant(self, packet, record):
        """Return our boxes among the recipients, those added or removed, too."""
        parties = (*packet.recipients, *packet.business.receivers)
        return self._boxes_of([party.organ_id for party in parties], record)

    @api.model
    def _boxes_of(self, organ_ids, record):
        boxes = self.env["edoc.contact.point"]._addressed(organ_ids)
        served = record.backend_id._edoc_served(boxes.company_id)
        boxes = boxes.filtered(lambda box: box.company_id in served)
        return boxes or self.env["edoc.incoming"]._fallback_box(record)

    @api.model
    def _vals_of_sender(self, sender, record, box):
        agency = self.env["res.partner"]._edoc_find_agency(sender.organ_id)
        return {
            "company_id": box.company_id.id,
            "box_id": box.id,
            "exchange_record_id": record.id,
            "sender_id": agency.id,
            "sender_name": sender.organ_name or sender.organ_id or "?",
            "sender_organ_id": sender.organ_id,
        }

    @api.model
    def _vals_of_order(self, packet, record, box):
        business = packet.business
        ours = self._identifiers_of(box)
        recall = business.doc_type == BusinessDocType.RECALL
        removed = any(
            receiver.organ_id in ours and not receiver.added
            for receiver in business.receivers
        )
        vals = {
            **self._vals_of_sender(packet.sender, record, box),
            "kind": "recall" if recall or removed else "update",
            "way": "removed" if removed and not recall else "packet",
            "document_uid": packet.target_document_id,
            "reason": business.reason,
            "receivers": self._receivers_in_words(business.receivers),
        }
        if business.document_id in ("", packet.document_id):
            # else the header may be that of a letter about the recall
            vals["code"] = _code(packet)
            vals["date_document"] = packet.promulgation_date or False
        else:
            vals["code"] = _code_in(business.document_id)
        return vals

    @api.model
    def _identifiers_of(self, box):
        box = box.sudo()
        if box.department_id:
            return {box.organ_id, box.organ_id_old} - {False}
        partner = box.company_id.partner_id
        return {partner.edoc_organ_id, partner.edoc_organ_id_old} - {False}

    @api.model
    def _receivers_in_words(self, receivers):
        lines = []
        for receiver in receivers:
            agency = self.env["res.partner"]._edoc_find_agency(receiver.organ_id)
            name = agency.name or receiver.organ_id
            lines.append(
                self.env._("Added: %(name)s", name=name)
                if receiver.added
                else self.env._("Removed: %(name)s", name=name)
            )
        return "\n".join(lines)

    @api.model
    def _is_new_to_us(self, packet, vals):
        """Some send a document to recipients added later by the update itself."""
        box = self.env["edoc.contact.point"].browse(vals["box_id"])
        ours = self._identifiers_of(box)
        added = any(r.added and r.organ_id in ours for r in packet.business.receivers)
        return added and bool(packet.attachments) and not self._find_document(vals)

    # ------------------------------------------------------------------ keeping

    @api.model
    def _keep_order(self, vals):
        """Keep an order once; what came before is pointed out, not doubled."""
        orders = self.sudo()
        known = orders.search(
            [
                ("exchange_record_id", "=", vals["exchange_record_id"]),
                ("box_id", "=", vals["box_id"]),
                ("document_uid", "=", vals["document_uid"]),
            ],
            limit=1,
        )
        if known:
            return known
        document = self._find_document(vals)
        repeated = self._find_repeated(document, vals)
        if repeated:
            return repeated._note_repeated()
        request = orders._through_door().create({**vals, "state": "no_document"})
        request._note_oddities(document)
        if document:
            request._attach(document)
        return request

    @api.model
    def _find_repeated(self, document, vals):
        """Return an equal recall that waits already."""
        if vals["kind"] != "recall":
            return self.browse()
        domain = [("kind", "=", "recall"), ("company_id", "=", vals["company_id"])]
        if document:
            domain += [("incoming_id", "=", document.id), ("state", "=", "waiting")]
        else:
            domain += [
                ("box_id", "=", vals["box_id"]),
                ("state", "=", "no_document"),
                ("sender_organ_id", "=", vals["sender_organ_id"]),
                ("document_uid", "=", vals["document_uid"]),
            ]
        return self.sudo().search(domain, limit=1)

    def _note_repeated(self):
        text = self.env._("The sender has asked again.")
        if text not in (self.remark or ""):
            remark = "\n".join(part for part in (self.remark, text) if part)
            self._through_door().write({"remark": remark})
        return self

    def _note_oddities(self, document):
        """Say what the clerk should look at before he decides."""
        remarks = []
        if not document and self._of_another_sender():
            remarks.append(
                self.env._(
                    "A document with this identifier came from another agency. Only "
                    "who sent a document may recall or change it; nothing is done."
                )
            )
        channel = self.exchange_record_id.backend_id
        if document.channel_id and document.channel_id != channel:
            remarks.append(
                self.env._(
                    "The document came by another channel than this request. Make "
                    "sure that the request is genuine."
                )
            )
        if remarks:
            self._through_door().write({"remark": "\n".join(remarks)})

    # ------------------------------------------------------------------- finding

    @api.model
    def _find_document(self, vals):
        """Return the document that an order of this sender means, or nothing.

        By its identifier, else by number and date (domain facts 2.6).
        """
        incoming = self.env["edoc.incoming"].sudo()
        own = Domain("company_id", "=", vals["company_id"]) & self._domain_of_sender(
            vals.get("sender_organ_id"), vals.get("sender_id")
        )
        found = incoming
        if vals.get("document_uid"):
            named = Domain("document_uid", "=", vals["document_uid"])
            found = incoming.search(own & named)
        if not found and vals.get("code") and vals.get("date_document"):
            dated = Domain("date_document", "=", vals["date_document"])
            found = incoming.search(own & dated & Domain("code", "=", vals["code"]))
        # one that came into several boxes, or twice: the copy that is still in use
        closed = ("refused", "linked", "recalled")
        return found.sorted(
            lambda d: (
                d.addressed_box_id.id == vals["box_id"],
                d.state not in closed,
                d.id,
            )
        )[-1:]

    @api.model
    def _domain_of_sender(self, organ_id, agency_id):
        """Both forms of identifier mean the same agency (QĐ 20/2020)."""
        agency = self.env["res.partner"].sudo().browse(agency_id or [])
        names = {organ_id, agency.edoc_organ_id, agency.edoc_organ_id_old}
        domain = Domain("sender_organ_id", "in", sorted(filter(None, names)))
        if agency:
            domain |= Domain("sender_id", "=", agency.id)
        return domain

    @api.model
    def _domain_of_orders(self, document):
        """Return which waiting orders may be about a document."""
        agency = document.sender_id
        names = {
            document.sender_organ_id,
            agency.edoc_organ_id,
            agency.edoc_organ_id_old,
        }
        sender = Domain("sender_organ_id", "in", sorted(filter(None, names)))
        meant = Domain.FALSE
        if document.document_uid:
            meant = Domain("document_uid", "=", document.document_uid)
        if document.code and document.date_document:
            meant |= Domain("code", "=", document.code) & Domain(
                "date_document", "=", document.date_document
            )
        return sender & meant

    def _of_another_sender(self):
        domain = [
            ("company_id", "=", self.company_id.id),
            ("document_uid", "=", self.document_uid),
        ]
        return bool(
            self.document_uid and self.env["edoc.incoming"].sudo().search_count(domain)
        )


def _code(packet):
    parts = (packet.code_number, packet.code_notation)
    return "/".join(part for part in parts if part)


def _code_in(document_id):
    """Return number and notation out of an identifier that tells them (2.2)."""
    parts = document_id.split(",")
    return parts[2] if len(parts) == 3 else ""
