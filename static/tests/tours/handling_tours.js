import { addTour, choose, openMenu, openRow, openTab, press, reaches, type, typeDate } from "./tour_steps";

const CODE = "1521/UBND-KT";
const ROWS = ".o_field_widget[name=assignment_ids] .o_data_row";
const CLOSED = "body:not(:has(.modal))";

const listRow = (text) => ({
    content: `Open ${text}`,
    trigger: `.o_list_view .o_data_row:contains(${text}) .o_data_cell:eq(1)`,
    run: "click",
});

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
    {
        content: "The address of a queue, as from an e-mail: our menus stand above it",
        trigger: ".o_main_navbar [data-menu-xmlid='l10n_vn_edoc.edoc_desk_menu']",
    },
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

addTour("edoc_cooperating_head_advises", () => [
    tile("opinions-to-give", 1),
    press("action_open_answer"),
    {
        content: "Agree, with remarks",
        trigger: ".o_field_widget[name=answer] input[data-value=remarks]",
        run: "click",
    },
    type("words", "Bổ sung nguồn kinh phí."),
    press("action_give"),
    {
        content: "No draft waits for an opinion",
        trigger: `${CLOSED} .o_list_view:not(:has(.o_data_row))`,
    },
    { content: "Back", trigger: ".o_breadcrumb a:first", run: "click" },
    tile("documents-to-cooperate", 1),
    openRow(CODE),
    press("action_open_opinion"),
    type("opinion", "Thống nhất về kinh phí."),
    press("action_opinion"),
    { content: "It is given", trigger: `${CLOSED} .o_form_view` },
    openTab("handling"),
    {
        content: "It stands in the table of opinions",
        trigger: ".o_field_widget[name=opinion_ids] .o_data_row [name=opinion]:contains(Thống nhất về kinh phí)",
    },
]);

addTour("edoc_specialist_hands_over", () => [
    tile("documents-to-handle", 1),
    openMenu("edoc_utility_menu", "edoc_hand_over_menu"),
    {
        content: "What is held is listed by itself",
        trigger: `.modal .o_field_widget[name=line_ids] .o_data_row [name=what]:contains(${CODE})`,
    },
    choose("successor_id", "Đặng Văn Hải"),
    type("reason", "Quyết định số 15/QĐ-SCT"),
    press("action_hand_over"),
    {
        content: "The protocol names the successor",
        trigger: `${CLOSED} .o_field_widget[name=line_ids] .o_data_row:contains(${CODE}) [name=to_id]:contains(Đặng Văn Hải)`,
    },
]);

addTour("edoc_office_answers_difficulty", () => [
    tile("difficulties-to-answer", 1),
    listRow("Không thấy số liệu năm trước"),
    press("action_open_answer"),
    type("words", "Mở “Tất cả văn bản đến”, lọc theo năm."),
    press("action_answer"),
    reaches("answered"),
    {
        content: "It can be printed with the others",
        trigger: ".o_cp_action_menus .dropdown-toggle",
    },
]);

addTour("edoc_unit_head_sees_his_own", () => [
    {
        content: "The desk of the unit: nothing of the agency's waits on it",
        trigger: ".o_edoc_desk:not(:has(.o_edoc_tile:not(.o_edoc_nothing)))",
    },
    openMenu("edoc_incoming_menu", "edoc_incoming_menu_all"),
    {
        content: "Nor is it in the list of documents",
        trigger: ".o_list_view:not(:has(.o_data_row))",
    },
]);

addTour("edoc_archivist_reads", () => [
    openMenu("edoc_incoming_menu", "edoc_incoming_menu_all"),
    openRow(CODE),
    {
        content: "He reads all of it, and has no step to take",
        trigger: ".o_form_view:not(:has(.o_statusbar_buttons .btn-primary:visible)) .o_edoc_preview",
    },
    openTab("handling"),
    { content: "Who has it", trigger: `${ROWS}:eq(1)` },
]);
