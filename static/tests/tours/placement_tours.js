import { addTour, press, reaches } from "./tour_steps";

const box = (name) => `.o_edoc_box[data-field=${name}]`;
const SIGNATURE = box("edoc_signature");

/** Drag an element by some pixels, as mouse, pen and finger do. */
async function drag(element, dx, dy) {
    const { left, top, width, height } = element.getBoundingClientRect();
    const start = { x: left + width / 2, y: top + height / 2 };
    const send = (type, part) =>
        element.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                cancelable: true,
                pointerId: 1,
                isPrimary: true,
                button: 0,
                clientX: start.x + dx * part,
                clientY: start.y + dy * part,
            })
        );
    send("pointerdown", 0);
    for (const part of [0.3, 0.6, 1]) {
        send("pointermove", part);
        await new Promise(requestAnimationFrame);
    }
    send("pointerup", 1);
}

/** Open the pages with the boxes, and wait until the page is drawn. */
function openPlaces() {
    return [
        press("action_open_placement"),
        {
            content: "The page itself is drawn",
            trigger: ".o_edoc_sheet[data-drawn='1'] canvas",
        },
    ];
}

function backToDocument() {
    return [
        {
            content: "Back to the document",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button",
            run: "click",
        },
        { content: "The form is there", trigger: ".o_form_view .o_field_widget[name=subject]" },
    ];
}

function saved() {
    return {
        content: "The places are kept: nothing is left to be saved",
        trigger: "body:not(:has(.o_edoc_unsaved)) button[name=put_back]:enabled",
    };
}

addTour("edoc_author_places_signature", () => [
    openPlaces(),
    { content: "Found in the text", trigger: `${SIGNATURE}.o_edoc_source_text` },
    { content: "The seal is shown beside it", trigger: ".o_edoc_seal" },
    { content: "Nothing to save yet", trigger: "button[name=save]:disabled" },
    {
        content: "Drag the signature",
        trigger: SIGNATURE,
        run: ({ anchor }) => drag(anchor, -40, -60),
    },
    { content: "It is placed by hand now", trigger: `${SIGNATURE}.o_edoc_source_hand` },
    {
        content: "Make it smaller by its corner",
        trigger: `${SIGNATURE} .o_edoc_box_corner`,
        run: ({ anchor }) => drag(anchor, -20, -10),
    },
    {
        content: "Move it by the keyboard",
        trigger: SIGNATURE,
        run: "press ArrowLeft && press ArrowUp",
    },
    press("save"),
    saved(),
    backToDocument(),
    openPlaces(),
    { content: "It stays where it was dropped", trigger: `${SIGNATURE}.o_edoc_source_hand` },
    backToDocument(),
    press("action_submit"),
    reaches("content_review"),
    openPlaces(),
    {
        content: "Handed in, it can only be looked at",
        trigger: `body:not(:has(button[name=save])) ${SIGNATURE}.o_edoc_box_fixed`,
    },
]);

addTour("edoc_office_places_number", () => [
    openPlaces(),
    {
        content: "Drag the number",
        trigger: box("edoc_number"),
        run: ({ anchor }) => drag(anchor, 30, 90),
    },
    {
        content: "Leave without saving",
        trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button",
        run: "click",
    },
    {
        content: "No: stay",
        trigger: ".modal-footer .btn-secondary",
        run: "click",
    },
    press("put_back"),
    {
        content: "The author's signature is forgotten as well",
        trigger: `body:not(:has(.o_edoc_source_hand)) ${SIGNATURE}.o_edoc_source_text`,
    },
    {
        content: "Drag the number once more",
        trigger: box("edoc_number"),
        run: ({ anchor }) => drag(anchor, 30, 90),
    },
    press("save"),
    saved(),
    backToDocument(),
    press("action_approve_form"),
    reaches("signing"),
]);
