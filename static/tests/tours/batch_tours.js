import { addTour, press, type } from "./tour_steps";

const PIN = "246813";
const BAR = ".o_edoc_batch_progress";
const MANY = 5;

/** What the browser keeps of its own accord. */
function kept() {
    return JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state]);
}

addTour("edoc_leader_signs_many", () => [
    [...Array(MANY).keys()].map((row) => ({
        content: `Tick document ${row + 1}`,
        trigger: `.o_list_view .o_data_row:eq(${row}) .o_list_record_selector input`,
        run: "click",
    })),
    press("action_open_sign"),
    {
        content: "The question shows them all",
        trigger: `.modal .o_field_widget[name=line_ids] .o_data_row:eq(${MANY - 1})`,
    },
    {
        content: "Drag the first below the second",
        trigger: ".modal .o_data_row:eq(0) .o_handle_cell",
        run: "drag_and_drop(.modal .o_data_row:eq(1))",
    },
    type("pin", PIN),
    press("action_start"),
    {
        content: "The bar has run to its end by itself",
        trigger: `body:not(:has(.modal)) ${BAR} .progress-bar.bg-success[style*='100%']`,
    },
    {
        content: "The batch is done",
        trigger: ".o_field_statusbar .o_arrow_button_current[data-value=done]",
    },
    {
        content: "One verdict for each",
        trigger: `.o_field_widget[name=line_ids] .o_data_row:eq(${MANY - 1}) .text-bg-success`,
    },
    {
        content: "The user is told",
        trigger: ".o_notification:contains(5)",
    },
    {
        content: "The browser has not kept the PIN",
        trigger: "body",
        run() {
            if (kept().includes(PIN)) {
                throw new Error("the PIN is kept by the browser");
            }
        },
    },
]);
