import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, useState } from "@odoo/owl";

const KINDS = "application/pdf,image/jpeg,image/png,image/tiff";

/** Scans and photographs come in: from files, or from the camera of a phone. */
export class EdocBringIn extends Component {
    static template = "l10n_vn_edoc.BringIn";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.http = useService("http");
        this.action = useService("action");
        this.notification = useService("notification");
        this.kinds = KINDS;
        this.state = useState({ files: [], way: "each", sending: false });
        this.ways = [
            ["each", _t("Each file is a document")],
            ["one", _t("All of them are pages of one document")],
            ["sheets", _t("Separator sheets part the documents")],
        ];
    }

    get size() {
        return this.state.files.reduce((sum, file) => sum + file.size, 0);
    }

    /** Photographs come one by one: each is added to those before. */
    add({ target }, way) {
        this.state.files.push(...target.files);
        target.value = "";
        if (way) {
            this.state.way = way;
        }
    }

    remove(index) {
        this.state.files.splice(index, 1);
    }

    async send() {
        this.state.sending = true;
        try {
            const answer = await this.http.post("/edoc/scan/bring-in", {
                csrf_token: odoo.csrf_token,
                way: this.state.way,
                files: [...this.state.files],
            });
            if (answer.error) {
                this.notification.add(answer.error, { type: "danger", sticky: true });
            } else {
                await this.action.doAction(answer.action);
            }
        } catch {
            const told = _t("The files did not arrive. They are still here: try again.");
            this.notification.add(told, { type: "danger" });
        } finally {
            this.state.sending = false;
        }
    }
}

registry.category("actions").add("edoc_bring_in", EdocBringIn);
