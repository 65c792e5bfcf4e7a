"""Clerk and office see incoming documents by their right in the box, not by duty."""

from odoo import Command
from odoo.api import SUPERUSER_ID, Environment

RULES = (
    "incoming",
    "file",
    "file_version",
    "assignment",
    "status_message",
    "step",
    "verification",
    "verification_signature",
    "verification_rule",
)


def migrate(cr, version):
    env = Environment(cr, SUPERUSER_ID, {})
    groups = [
        Command.unlink(env.ref(f"l10n_vn_edoc.{group}").id)
        for group in ("group_clerk", "group_form")
    ]
    for name in RULES:
        rule = env.ref(f"l10n_vn_edoc.{name}_rule_entity", raise_if_not_found=False)
        if rule:
            rule.groups = groups
    incoming = env["edoc.incoming"]
    documents = incoming.with_context(active_test=False).search(
        [("box_id", "=", False)]
    )
    env.add_to_compute(incoming._fields["box_id"], documents)
