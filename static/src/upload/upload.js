import { registry } from "@web/core/registry";
import {
    BinaryField,
    binaryField,
    ListBinaryField,
    listBinaryField,
} from "@web/views/fields/binary/binary_field";

/** Odoo's field for a file, in the words of an office. */
class EdocBinaryField extends BinaryField {
    static template = "l10n_vn_edoc.BinaryField";
}

class EdocListBinaryField extends ListBinaryField {
    static template = "l10n_vn_edoc.ListBinaryField";
}

const fields = registry.category("fields");
fields.add("edoc_binary", { ...binaryField, component: EdocBinaryField });
fields.add("list.edoc_binary", { ...listBinaryField, component: EdocListBinaryField });
