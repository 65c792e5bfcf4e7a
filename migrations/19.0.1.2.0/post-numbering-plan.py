"""Books of outgoing documents begun before plans go on under the common one."""

from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    env = Environment(cr, SUPERUSER_ID, {})
    plan = env.ref("l10n_vn_edoc.numbering_plan_common")
    books = env["edoc.register"].search(
        [("kind", "=", "outgoing"), ("plan_id", "=", False)]
    )
    books._through_door().write({"plan_id": plan.id})
