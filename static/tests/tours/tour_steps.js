import { registry } from "@web/core/registry";
import { contains } from "@web/../tests/utils";

// signing asks a time-stamp authority and the machine may be busy
const PATIENCE = 60000;
const CURRENT = ".o_field_statusbar .o_arrow_button_current";

/**
 * Add a tour. Users read Vietnamese, so its steps find things by the names of fields
 * and buttons, or by data.
 *
 * @param {string} name
 * @param {Function} steps returns steps and lists of steps
 */
export function addTour(name, steps) {
    registry.category("web_tour.tours").add(name, {
        steps: () => steps().flat(Infinity).map((step) => ({ timeout: PATIENCE, ...step })),
    });
}

/** Open the row of a list that shows `text`. */
export function openRow(text) {
    return [
        {
            content: `Open the document of the desk: ${text}`,
            trigger: `.o_list_view .o_data_row:contains(${text}) .o_data_cell[name=subject]`,
            run: "click",
        },
        { content: "It opens", trigger: ".o_form_view .o_field_widget[name=subject]" },
    ];
}

/** Open an entry of a top menu. */
export function openMenu(menu, entry) {
    return [
        {
            content: `Open ${menu}`,
            trigger: `[data-menu-xmlid='l10n_vn_edoc.${menu}']`,
            run: "click",
        },
        {
            content: `Choose ${entry}`,
            trigger: `.o-dropdown-item[data-menu-xmlid='l10n_vn_edoc.${entry}']`,
            run: "click",
        },
    ];
}

/** Press a button by its name, in the dialog when one is open. */
export function press(name) {
    return {
        content: `Press ${name}`,
        trigger: `button[name=${name}]:enabled:visible`,
        run: "click",
    };
}

/** The document has come to `state`, and no dialog hides it. */
export function reaches(state) {
    return {
        content: `The document is ${state}`,
        // beside many buttons the states are folded away
        trigger: `body:not(:has(.modal)):has(${CURRENT}[data-value=${state}])`,
    };
}

/** Turn to a page of the form. */
export function openTab(name) {
    return {
        content: `Look at ${name}`,
        trigger: `.o_notebook_headers .nav-link[name=${name}]`,
        run: "click",
    };
}

/** Choose a record in a many2one or in tags. */
export function choose(field, text) {
    const place = `.o_field_widget[name=${field}]`;
    return [
        {
            content: `Look for ${text}`,
            trigger: `${place} .o-autocomplete--input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `${place} .o-autocomplete--dropdown-item:contains(${text}) a`,
            run: "click",
        },
    ];
}

/** Type into a text field. */
export function type(field, text) {
    return {
        content: `Fill in ${field}`,
        trigger: `.o_field_widget[name=${field}] :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

/** Type a date that lies some days ahead, as Vietnamese write it. */
export function typeDate(field, days) {
    const date = luxon.DateTime.now().plus({ days }).toFormat("dd/MM/yyyy");
    const place = `.o_field_widget[name=${field}]`;
    return [
        {
            content: `Go to ${field}`,
            trigger: `${place} :is(button, input)`,
            run: "click",
        },
        {
            content: `Fill in ${field}`,
            trigger: `${place} input`,
            run: `edit ${date} && press Tab`,
        },
    ];
}

/** Add a row to the list of files and upload a PDF that the test has laid ready. */
export function uploadFile(name, row, isEnclosure = false) {
    const files = ".o_field_widget[name=file_ids]";
    const steps = [
        {
            content: "Add a file",
            trigger: `${files} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        {
            content: `Upload ${name}`,
            trigger: `${files} .o_selected_row [name=upload] .o_select_file_button`,
            async run() {
                const answer = await fetch(`/web/content/l10n_vn_edoc.tour_${name}`);
                const bytes = await answer.blob();
                const file = new File([bytes], `${name}.pdf`, { type: "application/pdf" });
                const input = `${files} .o_selected_row [name=upload] .o_input_file`;
                await contains(input, { inputFiles: [file] });
            },
        },
        {
            content: "It has its name by itself",
            trigger: `${files} .o_data_row:eq(${row}) [name=name] input:value(${name}.pdf)`,
        },
    ];
    if (isEnclosure) {
        steps.push(
            {
                content: "Ask what it may be",
                trigger: `${files} .o_selected_row [name=role] .o_select_menu_toggler`,
                run: "click",
            },
            {
                content: "It is an enclosure",
                trigger: ".o_select_menu_item[data-choice-index='1']",
                run: "click",
            }
        );
    }
    return steps;
}
