import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";

// As models/layout.py; millimetres
const PAGES = { portrait: [210, 297], landscape: [297, 210] };
const SEAL = 36; // most agencies' seals

/** Draws the boxes of a layout on a page, as they are being set. */
export class EdocLayoutPreview extends Component {
    static template = "l10n_vn_edoc.LayoutPreview";
    static props = { ...standardWidgetProps };

    get page() {
        const [width, height] = PAGES[this.props.record.data.orientation];
        return { width, height };
    }

    /** As large on the screen however the page lies. */
    get size() {
        return this.page.width / 52;
    }

    get boxes() {
        const labels = {
            number: _t("Number"),
            day: _t("Day"),
            month: _t("Month"),
            signature: _t("Personal signature"),
            enclosure: _t("Note on an enclosure"),
            copy: _t("Note on an electronic copy"),
        };
        return Object.entries(labels).map(([name, label]) => this.box(name, label));
    }

    box(name, label) {
        const data = this.props.record.data;
        const box = { name, label };
        for (const side of ["left", "top", "width", "height"]) {
            box[side] = data[`${name}_${side}`] || 0;
        }
        // a negative width is no rectangle; the server refuses it in words
        box.width = Math.max(box.width, 0);
        box.height = Math.max(box.height, 0);
        box.outside =
            Math.min(box.left, box.top) < 0 ||
            box.left + box.width > this.page.width ||
            box.top + box.height > this.page.height;
        // notes lie over each other, day and month beside each other
        box.baseline =
            {
                day: box.top - 1.5,
                enclosure: box.top + this.size + 1,
                copy: box.top + box.height - 1.5,
                signature: box.top + box.height / 2 + 1,
            }[name] ?? box.top + box.height + this.size;
        return box;
    }

    /** The seal covers a part of the signature on its left. */
    get seal() {
        const signature = this.box("signature");
        const right = signature.left + signature.width * this.props.record.data.seal_share;
        return {
            x: right - SEAL / 2,
            y: signature.top + signature.height / 2,
            radius: SEAL / 2,
        };
    }
}

registry.category("view_widgets").add("edoc_layout_preview", {
    component: EdocLayoutPreview,
});
