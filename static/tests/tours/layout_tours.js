import { addTour, type } from "./tour_steps";

const PAGE = ".o_edoc_layout";

/** The preview follows what the administrator types, before anything is saved. */
addTour("edoc_administrator_sets_layout", () => [
    {
        content: "Open the usual layout",
        trigger: ".o_data_row:first .o_data_cell[name=name]",
        run: "click",
    },
    {
        content: "The signature stands where the layout says",
        trigger: `${PAGE} .o_edoc_layout_signature rect[x='120'][y='225']`,
    },
    type("signature_left", "100"),
    type("signature_width", "60"),
    {
        content: "Leave the field",
        trigger: ".o_field_widget[name=signature_top] input",
        run: "click",
    },
    {
        content: "The box has moved on the page",
        trigger: `${PAGE} .o_edoc_layout_signature rect[x='100'][width='60']`,
    },
    {
        content: "The seal covers its left third",
        trigger: `${PAGE} .o_edoc_layout_seal[cx^='102']`,
    },
    type("signature_left", "190"),
    {
        content: "Leave the field",
        trigger: ".o_field_widget[name=signature_top] input",
        run: "click",
    },
    {
        content: "What leaves the page is marked",
        trigger: `${PAGE} .o_edoc_layout_signature.o_edoc_layout_outside`,
    },
    type("signature_left", "110"),
    { content: "Save", trigger: ".o_form_button_save", run: "click" },
    { content: "Saved", trigger: ".o_form_saved" },
]);
