import {
    addTour,
    choose,
    openRow,
    openTab,
    press,
    reaches,
    type,
    uploadFile,
} from "./tour_steps";

const SUBJECT = "trả lời Công văn số 1520/UBND-KT";
const WARNING = ".o_error_dialog:not(:has(.btn-link)) [role=alert]";
const FILE = ".o_field_widget[name=file_ids] .o_data_row";
const RECIPIENT = ".o_field_widget[name=delivery_ids] .o_data_row";

addTour("edoc_specialist_drafts", () => [
    openRow("1520/UBND-KT"),
    press("action_answer"),
    {
        content: "A draft opens and says what is missing",
        trigger: ".alert-info .o_field_widget[name=checklist]",
    },
    type("subject", SUBJECT),
    choose("type_id", "Công văn"),
    choose("signer_id", "Trần Quang Vinh"),
    uploadFile("cong-van", 0),
    uploadFile("phu-luc", 1, true),
    openTab("recipients"),
    {
        content: "Whoever asked is the recipient",
        trigger: `${RECIPIENT} [name=partner_id]:contains(Ủy ban nhân dân tỉnh Lai Châu)`,
    },
    press("action_submit"),
    reaches("content_review"),
    openTab("files"),
    {
        content: "Both files are kept",
        trigger: `${FILE}:eq(1) [name=name]:contains(phu-luc.pdf)`,
    },
    {
        content: "The page stands beside its data",
        trigger: ".o_edoc_preview:iframe .page[data-loaded=true] .textLayer span",
    },
]);

addTour("edoc_head_approves", () => [
    openRow(SUBJECT),
    press("action_approve_content"),
    reaches("form_review"),
]);

addTour("edoc_office_checks_form", () => [
    openRow(SUBJECT),
    press("action_approve_form"),
    reaches("signing"),
]);

addTour("edoc_leader_signs", () => [
    openRow(SUBJECT),
    press("action_open_sign"),
    type("pin", "000000"),
    press("action_sign"),
    {
        content: "A wrong PIN is named in words, without a traceback",
        trigger: `${WARNING}:contains(/is wrong|không đúng/)`,
    },
    {
        content: "Read it",
        trigger: ".o_error_dialog .o-default-button",
        run: "click",
    },
    {
        content: "The question is still there",
        trigger: "body:not(:has(.o_error_dialog)) .modal .o_field_widget[name=pin] input",
    },
    type("pin", "246813"),
    press("action_sign"),
    reaches("signed"),
]);

addTour("edoc_clerk_issues", () => [
    openRow(SUBJECT),
    press("action_number"),
    reaches("numbered"),
    {
        content: "The number is taken",
        trigger: ".o_field_widget[name=code_number]:contains(01)",
    },
    press("action_open_seal"),
    type("pin", "246813"),
    press("action_seal"),
    reaches("sealed"),
    press("action_issue"),
    {
        content: "Yes, to all recipients",
        trigger: ".modal-footer .btn-primary",
        run: "click",
    },
    reaches("issued"),
]);

addTour("edoc_clerk_sees_statuses", () => [
    openRow(SUBJECT),
    reaches("issued"),
    openTab("recipients"),
    {
        content: "What the recipient says of it",
        trigger: `${RECIPIENT} [name=last_text]:contains(Đã tiếp nhận, vào sổ)`,
    },
]);
