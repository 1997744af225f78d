/* Saves a page of a survey while somebody types: a moment after each change, and again until it worked.
   Keeps nothing in the browser. Without this script the same is saved by the button. */
const form = document.getElementById("antwoorden");
const told = document.getElementById("opgeslagen");
const version = form.elements["versie"];
const PAUSE = 1500;
const AGAIN = 5000;

let waiting = 0;
let changed = 0;
let saved = 0;
let busy = false;
let stopped = false;

const say = (text, address) => {
  told.textContent = text;
  if (!address) return;
  const link = document.createElement("a");
  link.className = "nl-link";
  link.href = address;
  link.textContent = told.dataset.kiesLink;
  told.append(" ", link);
};

/* A field as it was sent: text, or the boxes that were ticked. */
const texts = (sent, name) => sent.getAll(name).join("\n");

/* What somebody else filled in meanwhile; false when it was typed over here while the answer was on its way. */
const show = (other, sent) => {
  const now = new FormData(form);
  for (const [name, value] of Object.entries(other)) {
    if (texts(now, name) !== texts(sent, name)) return false;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = [value].flat().includes(field.value);
      else field.value = value;
    }
  }
  return true;
};

const later = (after) => {
  clearTimeout(waiting);
  if (!stopped) waiting = setTimeout(save, after);
};

async function save() {
  if (busy || stopped || saved === changed) return;
  busy = true;
  const now = changed;
  const sent = new FormData(form);
  say(told.dataset.bezig);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(sent),
      headers: { Accept: "application/json" },
    });
    const found = await answer.json();
    if (answer.ok && !show(found.anders, sent)) {
      stopped = true;
      say(told.dataset.kies, found.adres);
    } else if (answer.ok) {
      version.value = found.versie;
      saved = now;
      say(`${told.dataset.gedaan} ${found.op}`);
    } else if (answer.status === 409) {
      stopped = true;
      saved = changed;
      say(told.dataset.kies, found.adres);
    } else if (answer.status >= 500) {
      say(told.dataset.storing);
      later(AGAIN);
    } else {
      stopped = true; // the button leads past it: to log in, or to the page that explains
      say(told.dataset.aanmelden);
    }
  } catch {
    say(told.dataset.wacht);
    later(AGAIN);
  } finally {
    busy = false;
  }
  if (saved !== changed) later(AGAIN);
}

form.addEventListener("input", () => {
  changed += 1;
  if (!stopped) told.textContent = "";
  later(PAUSE);
});
form.addEventListener("submit", () => {
  stopped = true;
  saved = changed;
  clearTimeout(waiting);
});
addEventListener("online", () => later(0));
addEventListener("beforeunload", (event) => {
  if (saved !== changed) event.preventDefault();
});
