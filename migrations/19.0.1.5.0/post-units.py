"""Whom of a subordinate unit an urging is for may read it: rules aren't updated."""

from odoo.api import SUPERUSER_ID, Environment

DOMAIN = "['|', ('company_id', 'in', company_ids), ('user_ids', 'in', user.ids)]"


def migrate(cr, version):
    env = Environment(cr, SUPERUSER_ID, {})
    rule = env.ref("l10n_vn_edoc.urging_rule_company", raise_if_not_found=False)
    if rule:
        rule.domain_force = DOMAIN
