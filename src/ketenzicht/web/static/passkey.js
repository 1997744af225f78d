/* Lets a device answer the question of a form: to log in with a passkey (get), or to make one (create).
   The form shows itself only where the browser can do this; without script there are passwords and codes. */
const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

const ask = (form) => {
  const question = JSON.parse(form.dataset.question);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
};

for (const form of can ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector("[role=status]");
    told.textContent = "";
    try {
      form.elements["antwoord"].value = JSON.stringify(await ask(form));
      form.submit();
    } catch {
      told.textContent = told.dataset.failed;
    }
  });
}
