/* Where all questions stand on one page: brings those that follow from an answer, as soon as it is given.
   Only the places of questions that come or go are replaced; what is typed elsewhere stays. Keeps nothing.
   Without this script, or without a network, the same questions come after the button. */
const form = document.getElementById("casus");
const told = document.getElementById("bijgekomen");
let asked = new AbortController();

form.addEventListener("change", async () => {
  asked.abort();
  asked = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.append("actie", "volgen");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: asked.signal });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of found.querySelectorAll(".kz-place")) document.getElementById(place.id).replaceWith(place);
    told.textContent = found.getElementById(told.id).textContent;
  } catch {
    // aborted because there is a later answer, or no network
  }
});
