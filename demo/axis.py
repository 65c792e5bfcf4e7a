"""An installation enters the axis: its channel, and who is reached by it."""

import json
from pathlib import Path


def join(env, folder, url, system, agencies):
    """Enter the channel as the administrator does; these agencies are reached by it.

    :param folder: the test axis' own, which holds the systems' secrets
    :param system: the system's identifier at the axis
    :param agencies: agency identifiers, separated by blanks
    """
    settings = json.loads((Path(folder) / "axis.json").read_text(encoding="utf-8"))
    channels = env["edi.backend"]
    channel = channels.search([("edoc_kind", "=", "axis")], limit=1)
    values = {
        "name": "Trục liên thông văn bản quốc gia (thử nghiệm)",
        "backend_type_id": env.ref("l10n_vn_edoc.backend_type_edoc").id,
        "company_id": env.ref("base.main_company").id,
        "edoc_kind": "axis",
        "edoc_axis_url": url,
        "edoc_axis_system_id": system,
        "edoc_axis_secret": settings["systems"][system],
    }
    if channel:
        channel.write(values)
    else:
        channel = channels.create(values)
    partners = env["res.partner"].search([("edoc_organ_id", "in", agencies.split())])
    partners.edoc_channel_id = channel
