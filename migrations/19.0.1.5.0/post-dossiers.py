"""Files and steps of dossiers are seen by who sees the dossier."""

from odoo.api import SUPERUSER_ID, Environment

# what the rules of an earlier version do not let pass yet
_SEEN = {
    "file_rule_company": "['|', ('dossier_id.company_id', 'in', company_ids)]",
    "file_version_rule_company": "['|', "
    "('file_id.dossier_id.company_id', 'in', company_ids)]",
    "step_rule_company": "['|', '|', '|', "
    "('transfer_id.company_id', 'in', company_ids), "
    "('dossier_id.company_id', 'in', company_ids), "
    "('dossier_list_id.company_id', 'in', company_ids)]",
}
# what they let pass to the office by its duty alone
_CLOSED = {
    "file_rule_office": "[('dossier_id', '=', False)]",
    "file_version_rule_office": "[('file_id.dossier_id', '=', False)]",
    "step_rule_office": "[('dossier_id', '=', False), ('transfer_id', '=', False)]",
}


def migrate(cr, version):
    env = Environment(cr, SUPERUSER_ID, {})
    for name, domain in (_SEEN | _CLOSED).items():
        rule = env.ref(f"l10n_vn_edoc.{name}", raise_if_not_found=False)
        if rule and "dossier_id" not in rule.domain_force:
            rule.domain_force = f"{domain} + {rule.domain_force}"
