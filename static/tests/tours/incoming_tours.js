import {
    addTour,
    choose,
    openMenu,
    openRow,
    openTab,
    press,
    reaches,
    type,
    typeDate,
} from "./tour_steps";

const SIGNATURE = ".o_edoc_verdict_whole:first .o_edoc_signatures tr";
const VERIFICATION = ".o_field_widget[name=verification_ids] .o_data_row";

addTour("edoc_clerk_registers", () => [
    openMenu("edoc_incoming_menu", "edoc_incoming_menu_received"),
    {
        content: "The verdict shows in the list",
        trigger: ".o_data_row:contains(1520/UBND-KT) [name=verdict] .text-bg-success",
    },
    openRow("1520/UBND-KT"),
    {
        content: "The verdict stands above the document, in words",
        trigger: ".o_edoc_verdict_valid .o_edoc_verdict_sentence:not(:empty)",
    },
    {
        content: "The page stands beside its data",
        trigger: ".o_edoc_preview:iframe .page[data-loaded=true] .textLayer span",
    },
    openTab("signatures"),
    {
        content: "The leader's signature stands in the table",
        trigger: `${SIGNATURE}[data-role=person] .o_edoc_signer:contains(Hoàng Quốc Khải)`,
    },
    {
        content: "So does the seal",
        trigger: `${SIGNATURE}[data-role=seal] .o_edoc_signer:contains(Ủy ban nhân dân tỉnh Lai Châu)`,
    },
    {
        content: "Both files were checked on arrival",
        trigger: `${VERIFICATION}:eq(1)`,
    },
    press("action_verify"),
    {
        content: "The new checks stand beside the earlier ones",
        trigger: `${VERIFICATION}:eq(3)`,
    },
    press("action_open_register"),
    choose("leader_id", "Trần Quang Vinh"),
    press("action_register"),
    reaches("submitted"),
    {
        content: "The document has its arrival number",
        trigger: ".o_field_widget[name=arrival_number]:contains(1)",
    },
]);

addTour("edoc_leader_distributes", () => [
    openRow("1520/UBND-KT"),
    press("action_open_distribute"),
    choose("lead_department_id", "Phòng Quản lý thương mại"),
    choose("cooperate_ids", "Phòng Kế hoạch - Tài chính"),
    choose("inform_ids", "Văn phòng Sở"),
    typeDate("due_date", 5),
    type("instruction", "Tham mưu trả lời đúng hạn."),
    press("action_distribute"),
    reaches("distributed"),
    openTab("handling"),
    {
        content: "Three departments have it",
        trigger: ".o_field_widget[name=assignment_ids] .o_data_row:eq(2)",
    },
]);

addTour("edoc_head_assigns", () => [
    openRow("1520/UBND-KT"),
    press("action_open_assign"),
    choose("user_id", "Hoàng Thị Lan"),
    type("instruction", "Tổng hợp số liệu của các chợ."),
    press("action_assign"),
    reaches("processing"),
]);
