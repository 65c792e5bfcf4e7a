import * as hoot from "@odoo/hoot-dom";
import { addTour } from "./tour_steps";

// Nothing but the keyboard: what the clerk's fingers do for one document.
let strokes = 0;
const MOST = 50;

const entered = (code) => `.o_edoc_entry .o_field_widget[name=typed_code] input:value(${code})`;
const focused = (name) => `.o_edoc_entry .o_field_widget[name=${name}] :is(input, textarea):focus`;

/** Press keys where the cursor is; a word is typed letter by letter. */
function keys(content, trigger, ...pressed) {
    return {
        content,
        trigger,
        async run() {
            for (const word of pressed) {
                const named = word.startsWith("<");
                for (const key of named ? [word.slice(1, -1)] : word) {
                    strokes += 1;
                    await hoot.press(key.includes("+") ? key.split("+") : key);
                }
            }
        },
    };
}

function enterOne(last, agency, code, day, type, subject) {
    return [
        keys("The agency by its letters", focused("sender_id"), agency),
        keys(
            "Take it and go on",
            ".o_field_widget[name=sender_id] .o-autocomplete--dropdown-item:contains(/./)",
            "<Tab>"
        ),
        {
            content: "Its name is filled in",
            trigger: `.o_field_widget[name=sender_name] input:value(${last})`,
        },
        keys("Its name stands", focused("sender_name"), "<Tab>"),
        keys("Number and notation", focused("typed_code"), code, "<Tab>"),
        keys("The day", focused("date_document"), day, "<Tab>"),
        {
            content: "The notation has told the type",
            trigger: `.o_field_widget[name=type_id] input:value(${type})`,
        },
        keys("The type stands", focused("type_id"), "<Tab>"),
        keys("The abstract", focused("subject"), subject),
    ];
}

addTour("edoc_entry_by_keyboard", () => [
    { content: "The page stands beside", trigger: ".o_edoc_entry iframe.o_edoc_preview" },
    enterOne("Sở Tài chính", "stc", "12/QD-STC", "5/3", "/^Quyết định/", "Giao du toan"),
    keys("Register, next", focused("subject"), "<alt+g>"),
    {
        content: "The next one is there",
        trigger: ".o_notification:contains(12/QD-STC)",
    },
    {
        content: "Nothing is entered yet, and its page stands beside",
        trigger: ".o_edoc_entry:has(iframe) .o_field_widget[name=typed_code] input:value(/^$/)",
    },
    enterOne("Ủy ban nhân dân tỉnh Lai Châu", "ubnd tinh", "34/UBND-KT", "050326", "Công văn", "Kiem tra"),
    keys("Register, next", focused("subject"), "<alt+g>"),
    { content: "It is registered", trigger: ".o_notification:contains(34/UBND-KT)" },
    {
        content: "The third has come before: told of while typing",
        trigger: focused("sender_id"),
    },
    enterOne("Sở Tài chính", "stc", "12/QD-STC", "5/3", "/^Quyết định/", "Giao du toan"),
    {
        content: "The earlier one stands beside, with a link",
        trigger: ".o_edoc_entry .o_edoc_duplicates a[href*='/incoming-documents/']",
        run() {
            if (strokes > 3 * MOST) {
                throw new Error(`${strokes} keys for three documents`);
            }
        },
    },
    {
        content: "What was typed is dropped: the third stays as it was",
        trigger: ".o_form_button_cancel",
        run: "click",
    },
    {
        content: "It waits as before",
        trigger: ".o_edoc_entry .o_field_widget[name=typed_code] input:value(/^$/)",
    },
    keys("Leave it for later", ".o_edoc_entry button[name=action_next_entry]", "<alt+t>"),
    {
        content: "The fourth is there, with its agency",
        trigger: ".o_edoc_entry .o_field_widget[name=sender_name] input:value(Sở Tài chính)",
    },
    keys("What the agency's last one had", focused("sender_id"), "<alt+l>"),
    {
        content: "The type is filled in",
        trigger: ".o_edoc_entry .o_field_widget[name=type_id] input:value(/^Quyết định/)",
    },
    keys("Keep it as a template", ".o_edoc_entry", "<alt+y>"),
    keys("By a word of its own", ".modal .o_field_widget[name=name] input:focus", "<Tab>", "qdstc"),
    keys("Save it", ".modal .o_field_widget[name=shortcut] input:focus", "<alt+s>"),
    { content: "It is kept", trigger: "body:not(:has(.modal)) .o_edoc_entry" },
    keys("Return to the sender", ".o_edoc_entry", "<alt+r>"),
    { content: "The reason is asked for", trigger: ".modal .o_field_widget[name=reason_id]" },
    keys("Not yet", ".modal", "<Escape>"),
    { content: "It still waits", trigger: "body:not(:has(.modal)) .o_edoc_entry" },
]);
