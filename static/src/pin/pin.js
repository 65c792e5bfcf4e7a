import { Component, reactive, useEnv, useState, useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Asks for a PIN. It never becomes a value of the record, which the form would send to
 * be stored, and the server would name in its debug log.
 */
export class EdocPin extends Component {
    static template = "l10n_vn_edoc.Pin";
    static props = { ...standardFieldProps };

    setup() {
        this.secret = useState(useEnv().edocSecret);
    }
}

/** Hands the PIN over with the press of a button, then forgets it. */
export class EdocPinFormController extends FormController {
    setup() {
        super.setup();
        this.secret = reactive({ pin: "" });
        useSubEnv({ edocSecret: this.secret });
    }

    async beforeExecuteActionButton(clickParams) {
        const goOn = await super.beforeExecuteActionButton(clickParams);
        if (clickParams.type === "object") {
            clickParams.buttonContext = { pin: this.secret.pin };
        }
        return goOn;
    }

    async afterExecuteActionButton(clickParams) {
        delete clickParams.buttonContext;
        this.secret.pin = "";
        return super.afterExecuteActionButton(clickParams);
    }
}

registry.category("fields").add("edoc_pin", {
    component: EdocPin,
    supportedTypes: ["char"],
});
registry.category("views").add("edoc_pin_form", {
    ...formView,
    Controller: EdocPinFormController,
});
