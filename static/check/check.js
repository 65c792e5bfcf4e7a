// The holder's file never leaves his machine: its SHA-256 is computed here. Browsers do
// that on secure addresses only; elsewhere the form sends the file, which is not kept.
const form = document.getElementById("edoc_check");
const input = document.getElementById("edoc_file");
const send = document.getElementById("edoc_send");

function show(answer) {
    for (const name of ["same", "other"]) {
        document.getElementById(`edoc_${name}`).hidden = name !== answer;
    }
}

async function compare() {
    show(null);
    const file = input.files[0];
    if (!file) {
        return;
    }
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const bytes = Array.from(new Uint8Array(digest));
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    show(form.dataset.known.split(" ").includes(hex) ? "same" : "other");
}

if (form && window.crypto && crypto.subtle) {
    send.hidden = true;
    input.addEventListener("change", compare);
}
