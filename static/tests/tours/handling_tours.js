import { addTour, choose, openMenu, openRow, openTab, press, reaches, type, typeDate } from "./tour_steps";

const CODE = "1521/UBND-KT";
const CLOSED = "body:not(:has(.modal))";

const tile = (queue, count) => [
    {
        content: `The desk tells that ${count} wait in ${queue}`,
        trigger: `.o_edoc_tile[data-queue='${queue}']:has(.o_edoc_tile_count:contains(/^${count}$/))`,
        run: "click",
    },
];

const select = (field, index) => [
    {
        content: `Open the choices of ${field}`,
        trigger: `.o_field_widget[name=${field}] .o_select_menu_toggler`,
        run: "click",
    },
    {
        content: "Choose",
        trigger: `.o_select_menu_item[data-choice-index='${index}']`,
        run: "click",
    },
];

addTour("edoc_leader_delegates", () => [
    openMenu("edoc_utility_menu", "edoc_delegation_give_menu"),
    select("duty", 0),
    choose("delegate_id", "Lò Văn Chung"),
    typeDate("date_to", 3),
    type("basis", "Giấy ủy quyền số 05/GUQ-SCT"),
    type("reason", "Đi công tác."),
    press("action_give"),
    {
        content: "It is in force and can be taken back",
        trigger: `${CLOSED} .o_form_view:has(button[name=action_revoke]) .o_arrow_button_current[data-value=current]`,
    },
]);

addTour("edoc_deputy_distributes_for_the_leader", () => [
    tile("documents-to-distribute", 1),
    openRow(CODE),
    press("action_open_distribute"),
    choose("lead_department_id", "Phòng Quản lý thương mại"),
    choose("cooperate_ids", "Phòng Kế hoạch - Tài chính"),
    {
        content: "Give so many working days",
        trigger: ".o_field_widget[name=working_days] input",
        run: "edit 6 && press Tab",
    },
    type("instruction", "Tham mưu trả lời."),
    press("action_distribute"),
    reaches("distributed"),
    openTab("history"),
    {
        content: "The step names for whom it was taken",
        trigger: ".o_field_widget[name=step_ids] .o_data_row [name=done_by]:contains(/Trần Quang Vinh.*Lò Văn Chung/)",
    },
]);

addTour("edoc_specialist_asks_for_time", () => [
    tile("documents-to-handle", 1),
    openRow(CODE),
    press("action_open_ask_extension"),
    typeDate("due_date", 5),
    type("reason", "Chờ số liệu."),
    press("action_ask"),
    {
        content: "The request stands with the document",
        trigger: `${CLOSED} .o_form_view`,
    },
    openTab("handling"),
    {
        content: "It waits to be decided, by somebody else",
        trigger: ".o_field_widget[name=extension_ids] .o_data_row:not(:has(button[name=action_open_decide]:visible)) [name=reason]:contains(Chờ số liệu)",
    },
    {
        content: "A difficulty: open the menu under the name",
        trigger: ".o_user_menu button",
        run: "click",
    },
    {
        content: "Report it from here",
        trigger: ".o-dropdown-item[data-menu=edoc_difficulty]",
        run: "click",
    },
    type("subject", "Không thấy số liệu năm trước"),
    type("description", "Cần xem lại văn bản của năm trước."),
    {
        content: "Keep the report",
        trigger: ".modal-footer .btn-primary",
        run: "click",
    },
    { content: "Back at the document", trigger: `${CLOSED} .o_form_view` },
]);

addTour("edoc_head_grants_time", () => [
    tile("extensions-to-decide", 1),
    {
        content: "Decide on it",
        trigger: ".o_data_row:contains(Chờ số liệu) button[name=action_open_decide]",
        run: "click",
    },
    type("words", "Đồng ý."),
    press("action_grant"),
    {
        content: "Nothing waits any more",
        trigger: `${CLOSED} .o_list_view:not(:has(.o_data_row))`,
    },
]);
