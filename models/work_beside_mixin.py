"""What somebody holds beside documents: paper, numbers, copies, tasks."""

from odoo import models

_PAPER_IN_HAND = ("printed", "stamped")
_COPY_OPEN = ("draft", "returned", "requested", "approved", "numbered")
# a token and the confirmation of rights go by an office, not by a successor
_NOT_PASSED = ("edoc.token", "edoc.rights.change")


class EdocWorkBesideMixin(models.AbstractModel):
    """Kinds of ``edoc.work.held``, built like those."""

    _name = "edoc.work.beside.mixin"
    _description = "Work beside Documents"

    # ------------------------------------------------------------------ finding

    def _find_copy(self, user):
        return self.env["edoc.copy"].search(
            [("requester_id", "=", user.id), ("state", "in", _COPY_OPEN)]
        )

    def _find_reserved(self, user):
        return self.env["edoc.register.reserved"].search(
            [("user_id", "=", user.id), ("state", "=", "open")]
        )

    def _find_paper(self, user):
        return self.env["edoc.paper.dispatch"].search(
            [("keeper_id", "=", user.id), ("state", "in", _PAPER_IN_HAND)]
        )

    def _find_task(self, user):
        """Tasks of any kind; those of work that is listed itself go with it."""
        names = [
            name
            for name, model in self.env.items()
            if name.startswith("edoc.")
            and "activity_ids" in model._fields
            and not model._abstract
            and name not in _NOT_PASSED
        ]
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("res_model", "in", names)]
        )

    def _only_beside(self, tasks, held):
        """Return the tasks that don't go with a document that is listed already."""
        listed = {
            (document._name, document.id)
            for kind, records in held.items()
            for record in records
            if kind != "paper" and (document := self._document_of(record)) is not None
        }
        return tasks.filtered(lambda task: (task.res_model, task.res_id) not in listed)

    # --------------------------------------------------------------- passing on

    def _pass_copy(self, copy, giver, to, reason):
        copy._through_door().write({"requester_id": to.id})
        return self._move(copy, giver, to, reason)

    def _pass_reserved(self, row, _giver, to, _reason):
        clerk = to.has_groups("l10n_vn_edoc.group_clerk,l10n_vn_edoc.group_register")
        if not clerk or row.register_id.company_id not in to.company_ids:
            self._refuse(to, self.env._("only a clerk holds reserved numbers."))
        row._through_door().write({"user_id": to.id})
        return self.env._("Taken over")

    def _pass_paper(self, dispatch, giver, to, reason):
        clerk = to.has_group("l10n_vn_edoc.group_clerk")
        if not clerk or dispatch.company_id not in to.company_ids:
            self._refuse(to, self.env._("only a clerk sends paper (Điều 9)."))
        dispatch._through_door().write({"keeper_id": to.id})
        dispatch._note_step("hand_over", self._words(giver, to, reason))
        return self.env._("Taken over")

    def _pass_task(self, task, giver, to, reason):
        """Who has the same task already does it for both."""
        document = self.env[task.res_model].browse(task.res_id)
        same = document.activity_ids.filtered(
            lambda other: (
                other.user_id == to and other.activity_type_id == task.activity_type_id
            )
        )
        if same:
            task.unlink()
        elif "reader_group_ids" in document._fields:
            return self._move(document, giver, to, reason)
        else:
            task.user_id = to
        return self.env._("Taken over")
