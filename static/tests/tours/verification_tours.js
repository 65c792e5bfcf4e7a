import { contains } from "@web/../tests/utils";
import { addTour, openMenu, openRow, openTab, press } from "./tour_steps";

const SIDES = ["left", "right"];

/** Both revisions are drawn side by side, and what was written between is framed. */
function seesTheChange() {
    return [
        ...SIDES.map((side) => ({
            content: `The ${side} revision is drawn`,
            trigger: `[data-side=${side}] .o_edoc_sheet[data-drawn='1']`,
        })),
        {
            content: "The annotation is named",
            trigger: ".o_edoc_change[data-kind=annotation]",
            run: "click",
        },
        ...SIDES.map((side) => ({
            content: `It is framed on the ${side}`,
            trigger: `[data-side=${side}] .o_edoc_frame[data-kind=annotation]`,
        })),
        {
            content: "Only the later revision shows it: the pictures differ there",
            trigger: "body",
            run() {
                const [before, after] = SIDES.map(colourInFrame);
                if (before === after) {
                    throw new Error(`both revisions show ${before}`);
                }
            },
        },
        {
            content: "Look at the page without frames",
            trigger: "input[name=frames]",
            run: "click",
        },
        {
            content: "They are gone",
            trigger: "[data-side=right] .o_edoc_sheet:not(:has(.o_edoc_frame))",
        },
        { content: "Look closer", trigger: "button[name=zoom_in]", run: "click" },
        {
            content: "Both pages grow and scroll together",
            trigger: "[data-side=right] .o_edoc_sheet[data-drawn='1']",
            async run() {
                const [left, right] = document.querySelectorAll(".o_edoc_compare_pane");
                left.scrollTop = 60;
                left.dispatchEvent(new Event("scroll"));
                if (right.scrollTop !== left.scrollTop) {
                    throw new Error("the right page stayed where it was");
                }
            },
        },
    ];
}

function colourInFrame(side) {
    const sheet = document.querySelector(`[data-side=${side}] .o_edoc_sheet`);
    const frame = sheet.querySelector(".o_edoc_frame[data-kind=annotation]");
    const canvas = sheet.querySelector("canvas");
    const scale = canvas.width / sheet.clientWidth;
    const x = (frame.offsetLeft + frame.offsetWidth - 4) * scale;
    const y = (frame.offsetTop + frame.offsetHeight / 2) * scale;
    return canvas.getContext("2d").getImageData(x, y, 1, 1).data.join();
}

/** Ask for an address as the browser would, and see what comes. */
async function downloads(url, type) {
    const answer = await fetch(url);
    const found = answer.headers.get("Content-Type");
    if (!answer.ok || !found.startsWith(type)) {
        throw new Error(`${url}: ${answer.status} ${found}`);
    }
    return answer;
}

addTour("edoc_clerk_compares", () => [
    openMenu("edoc_incoming_menu", "edoc_incoming_menu_received"),
    openRow("1001/UBND-KT"),
    {
        content: "The light is yellow, and words say so",
        trigger: ".o_edoc_verdict_valid_with_note .o_edoc_lamp_yellow .fa-check",
    },
    openTab("signatures"),
    {
        content: "The leader's signature is followed by changes",
        trigger: ".o_edoc_signatures tr[data-role=person] .o_edoc_changes",
    },
    {
        content: "The rule says what to do",
        trigger: "[data-rule='signature.changed_covered'] .o_edoc_advice:not(:empty)",
    },
    {
        content: "The raw report can be had",
        trigger: ".o_edoc_verdict_buttons a[name=report]",
        async run({ anchor }) {
            const report = await (await downloads(anchor.href, "application/json")).json();
            if (report.verdict !== "valid_with_note") {
                throw new Error(report.verdict);
            }
        },
    },
    {
        content: "So can the slip",
        trigger: ".o_edoc_verdict_buttons button[name=slip]",
    },
    press("compare"),
    seesTheChange(),
]);

addTour("edoc_specialist_checks_a_file", () => [
    openMenu("edoc_utility_menu", "edoc_verification_check_menu"),
    {
        content: "Check a file",
        trigger: ".o_list_view .o_control_panel button[name]:not(.d-none)",
        run: "click",
    },
    {
        content: "Choose it",
        trigger: ".modal .o_field_widget[name=file] .o_select_file_button",
        async run() {
            const answer = await fetch("/web/content/l10n_vn_edoc.tour_ky-so");
            const bytes = await answer.blob();
            const file = new File([bytes], "ky-so.pdf", { type: "application/pdf" });
            await contains(".modal [name=file] .o_input_file", { inputFiles: [file] });
        },
    },
    {
        content: "It is there",
        trigger: ".modal .o_field_widget[name=file] input:value(ky-so.pdf)",
    },
    press("action_check"),
    {
        content: "The verdict stands beside the page",
        trigger: "body:not(:has(.modal)) .o_edoc_verdict_valid_with_note",
    },
    {
        content: "The page is there",
        trigger: ".o_edoc_preview:iframe .page[data-loaded=true] .textLayer span",
    },
    press("compare"),
    seesTheChange(),
]);

addTour("edoc_sees_what_was_painted", () => [
    {
        content: "The light is red",
        trigger: ".o_edoc_verdict_invalid .o_edoc_lamp_red",
    },
    press("compare"),
    {
        content: "The file as it is now on the right",
        trigger: "select[name=right]",
        run: "selectByIndex 2",
    },
    {
        content: "The sealed revision on the left",
        trigger: "select[name=left]",
        run: "selectByIndex 1",
    },
    {
        content: "The content of the page was changed",
        trigger: ".o_edoc_change[data-kind=page_content]",
    },
    {
        content: "No form tells where, so the pictures do: one place",
        trigger: ".o_edoc_change[data-seen='1']",
    },
    ...SIDES.map((side) => ({
        content: `It is framed on the ${side}`,
        trigger: `[data-side=${side}] .o_edoc_frame[data-kind=seen]`,
    })),
]);
