import { addTour, press } from "./tour_steps";

const BESIDE = ".o_form_sheet .o_edoc_duplicates";

addTour("edoc_duplicates", () => [
    {
        content: "Both stand side by side",
        trigger: `${BESIDE} thead th:contains(Đã đến trước)`,
    },
    {
        content: "What differs is marked",
        trigger: `${BESIDE} td.o_edoc_differs:contains(Ủy ban nhân dân)`,
    },
    { content: "Both pages", trigger: `${BESIDE} button`, run: "click" },
    {
        content: "They stand beside each other",
        trigger: `${BESIDE} .o_edoc_duplicates_pages iframe:nth-child(2)`,
    },
    press("action_open_link"),
    {
        content: "The earlier one is proposed",
        trigger: ".modal .o_field_widget[name=earlier_id] input:value(1521)",
    },
    {
        content: "A note",
        trigger: ".modal .o_field_widget[name=note] textarea",
        run: "edit Bản giấy",
    },
    press("action_link"),
    {
        content: "It is filed with the earlier one",
        trigger: "body:not(:has(.modal)) .o_form_sheet .o_field_widget[name=follows_id]",
    },
]);
