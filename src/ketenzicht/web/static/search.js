/* Finds while one types: asks the same page that the button asks, and replaces what was found.
   Without this script, or without a network, the button does it. */
const form = document.getElementById("zoeken");
let asked = new AbortController();
let pause;

async function find() {
  asked.abort();
  asked = new AbortController();
  const address = `${form.action}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`;
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("gevonden").replaceChildren(...page.getElementById("gevonden").childNodes);
    document.getElementById("aantal").textContent = page.getElementById("aantal").textContent; // is read aloud
    history.replaceState(null, "", address);
  } catch {
    // aborted because there is a later question, or no network
  }
}

form.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(find, 150);
});
