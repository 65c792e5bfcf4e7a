import { addTour, openMenu, press, type } from "./tour_steps";

const DIVISION = ".o_data_row:contains(Phòng Quản lý thương mại)";
const MEMBERS = ".o_field_widget[name=user_ids]";

addTour("edoc_manager_prints_report", () => [
    openMenu("edoc_report_menu", "edoc_exchange_report_menu"),
    press("action_print"),
    press("action_show"),
    {
        content: "The department has sent one document",
        trigger: `${DIVISION} [name=out_total]:contains(1)`,
    },
    {
        content: "The department has received one document",
        trigger: `${DIVISION} [name=in_total]:contains(1)`,
    },
]);

addTour("edoc_administrator_creates_department", () => [
    openMenu("edoc_config_menu", "edoc_department_menu"),
    { content: "New department", trigger: ".o_list_button_add", run: "click" },
    type("name", "Phòng Thanh tra"),
    type("code", "TTr"),
    {
        content: "Add a member",
        trigger: `${MEMBERS} .o_field_x2many_list_row_add a`,
        run: "click",
    },
    {
        content: "Choose a member",
        trigger: ".modal .o_data_row .o_data_cell:contains(Giàng A Páo)",
        run: "click",
    },
    {
        content: "The member is there",
        trigger: `body:not(:has(.modal)) ${MEMBERS} .o_data_row:contains(Giàng A Páo)`,
    },
    { content: "Save", trigger: ".o_form_button_save", run: "click" },
    {
        content: "The department's group has appeared",
        trigger: ".o_form_saved .o_field_widget[name=group_id]:contains(Phòng Thanh tra)",
    },
]);
