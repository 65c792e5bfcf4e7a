import { onMounted, onPatched } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** The page stands beside the data, so the chatter goes below them. */
export class EdocFormRenderer extends FormRenderer {
    mailLayout() {
        const layout = super.mailLayout(...arguments);
        return layout === "NONE" ? layout : "BOTTOM_CHATTER";
    }
}

/** What came for information is taken note of by opening it (nhận để biết). */
export class EdocFormController extends FormController {
    setup() {
        super.setup();
        this.edocOrm = useService("orm");
        this.edocRead = new Set();
        onMounted(() => this.confirmRead());
        onPatched(() => this.confirmRead());
    }

    async confirmRead() {
        const record = this.model.root;
        if (!record.resId || !record.data.can_read || this.edocRead.has(record.resId)) {
            return;
        }
        this.edocRead.add(record.resId);
        await this.edocOrm.call(record.resModel, "action_read", [[record.resId]]);
        await record.load();
    }
}

registry.category("views").add("edoc_form", {
    ...formView,
    Controller: EdocFormController,
    Renderer: EdocFormRenderer,
});
