import { hidePDFJSButtons } from "@web/core/utils/pdfjs";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useEffect, useRef } from "@odoo/owl";

/** Shows the pages of the document's main file beside its data. */
export class EdocPreview extends Component {
    static template = "l10n_vn_edoc.Preview";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        // a signed page is looked at, not drawn on
        useEffect(
            (root) => root && hidePDFJSButtons(root, { hideRotation: true }),
            () => [this.root.el]
        );
    }

    get source() {
        const file = this.props.record.data[this.props.name];
        if (!file) {
            return false;
        }
        const viewer = "/web/static/lib/pdfjs/web/viewer.html";
        return `${viewer}?file=${encodeURIComponent(file)}#pagemode=none&zoom=page-width`;
    }
}

registry.category("fields").add("edoc_preview", {
    component: EdocPreview,
    supportedTypes: ["char"],
});
