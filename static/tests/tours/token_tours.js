import { addTour, choose, press, reaches, type } from "./tour_steps";

const TOKEN = "USB Token con dấu SCT";
const CHAIN = ".o_field_widget[name=handover_ids] .o_data_row";
const WARNING = ".o_error_dialog:not(:has(.btn-link)) [role=alert]";

function openToken() {
    return [
        {
            content: "Open the token of the seal",
            trigger: `.o_list_view .o_data_row:contains(${TOKEN}) .o_data_cell[name=name]`,
            run: "click",
        },
        { content: "It opens", trigger: ".o_form_view .o_field_widget[name=holder_id]" },
    ];
}

/** Wait until the browser has a report. */
async function downloaded() {
    const has = () =>
        performance
            .getEntriesByType("resource")
            .some(({ name, responseEnd }) => name.endsWith("/report/download") && responseEnd);
    while (!has()) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

function confirm() {
    return {
        content: "Yes",
        trigger: ".modal-footer .btn-primary",
        run: "click",
    };
}

addTour("edoc_keeper_offers_token", () => [
    openToken(),
    press("action_open_hand_over"),
    choose("to_id", "Tẩn Mẩy Pham"),
    choose("witness_id", "Phạm Minh Đức"),
    type("condition", "Hoạt động tốt, không trầy xước"),
    type("place", "Văn phòng Sở"),
    type("minutes_number", "07"),
    press("action_offer"),
    {
        content: "Offered, and still with its keeper",
        trigger:
            "body:not(:has(.modal)) .o_form_view:has([name=open_handover_id]:contains(Tẩn Mẩy Pham)) .o_field_widget[name=holder_id]:contains(Lê Thị Ngọc)",
    },
    {
        content: "It can be taken back, and not offered again",
        trigger:
            ".o_form_view:not(:has(button[name=action_open_hand_over])) button[name=action_withdraw_handover]",
    },
]);

addTour("edoc_next_keeper_accepts_token", () => [
    openToken(),
    press("action_accept_handover"),
    confirm(),
    {
        content: "The receiver keeps it now",
        trigger: "body:not(:has(.modal)) .o_field_widget[name=holder_id]:contains(Tẩn Mẩy Pham)",
    },
    {
        content: "The chain has one link more",
        trigger: `${CHAIN}:eq(1)`,
    },
    {
        content: "Print the minutes",
        trigger: `${CHAIN}:contains(Hoạt động tốt) button[name=action_print]`,
        run: "click",
    },
    {
        content: "The minutes have been downloaded",
        trigger: "body",
        run: downloaded,
    },
    {
        content: "He may hand it on",
        trigger: "body:not(:has(.o_blockUI)) button[name=action_open_hand_over]",
    },
]);

addTour("edoc_former_keeper_seals_no_more", () => [
    press("action_open_seal"),
    type("pin", "246813"),
    press("action_seal"),
    {
        content: "It is not in his hands any more",
        trigger: `${WARNING}:contains(Điều 5)`,
    },
]);

addTour("edoc_new_keeper_seals", () => [
    press("action_open_seal"),
    type("pin", "246813"),
    press("action_seal"),
    reaches("sealed"),
]);
