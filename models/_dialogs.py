"""Screens that buttons open: questions above the present one, records in its place."""


def dialog(title, model, res_id=False, **context):
    """Return the action that asks by the form of a wizard.

    :param title: in the user's language
    :param res_id: a wizard that was made before; else a new one
    :param context: its defaults, such as ``default_reason="…"``
    """
    return {
        "type": "ir.actions.act_window",
        "name": title,
        "res_model": model,
        "res_id": res_id,
        "view_mode": "form",
        "target": "new",
        "context": context,
    }


def form_of(record):
    """Return the action that opens a record."""
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "view_mode": "form",
    }
