/* Coding a file: hides questions that another answer makes void, and Ctrl+Enter means finished.
   Without this script each such question says itself when it counts, and a button does the rest. */
const form = document.getElementById("antwoorden");

const show = () => {
  const shown = new Set();
  for (const part of form.querySelectorAll(".kz-field")) {
    const on = part.dataset.vraag;
    const said = on ? new FormData(form).getAll(on) : [];
    const asked = !on || (shown.has(on) && part.dataset.is.split(" ").some((level) => said.includes(level)));
    part.hidden = !asked;
    if (asked) for (const field of part.querySelectorAll("[name]")) shown.add(field.name);
  }
};

form.addEventListener("input", show);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) form.querySelector("button[value=klaar]").click();
});
show();
