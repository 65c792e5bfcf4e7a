import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** The page stands beside the data, so the chatter goes below them. */
export class EdocFormRenderer extends FormRenderer {
    mailLayout() {
        const layout = super.mailLayout(...arguments);
        return layout === "NONE" ? layout : "BOTTOM_CHATTER";
    }
}

registry.category("views").add("edoc_form", { ...formView, Renderer: EdocFormRenderer });
