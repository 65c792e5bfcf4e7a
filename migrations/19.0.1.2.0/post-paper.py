"""Paper: its steps are seen like those of documents; Tờ trình is submitted."""

from odoo.api import SUPERUSER_ID, Environment

# what the rules of an earlier version do not let pass yet
_SEEN = {
    "step_rule_company": "['|', ('paper_dispatch_id.company_id', 'in', company_ids)]",
    "step_rule_user": "['|', '|', "
    "('paper_dispatch_id.outgoing_id.reader_user_ids', 'in', user.ids), "
    "('paper_dispatch_id.outgoing_id.reader_group_ids', 'in', user.all_group_ids.ids)]",
}


def migrate(cr, version):
    env = Environment(cr, SUPERUSER_ID, {})
    for name, domain in _SEEN.items():
        rule = env.ref(f"l10n_vn_edoc.{name}", raise_if_not_found=False)
        if rule and "paper_dispatch_id" not in rule.domain_force:
            rule.domain_force = f"{domain} + {rule.domain_force}"
    submission = env.ref(
        "l10n_vn_edoc.document_type_to_trinh", raise_if_not_found=False
    )
    if submission:
        submission.for_submission = True
