// Asks this node for options and the browser for a passkey (W3C Web Authentication level 3), and sends the form with the answer.
// Without it, or in a browser that cannot, such forms stay hidden and the pages work with password and codes.
"use strict";

const can = typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

async function answer(form) {
  // the forms of signing in have none: there is no session yet
  const token = form.elements.form_token;
  const begun = await fetch(form.dataset.begin, { method: "POST", headers: token ? { "Form-Token": token.value } : {} });
  if (!begun.ok) throw new Error(`the node answered ${begun.status}`);
  const options = await begun.json();
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential.toJSON());
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!can) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const problem = form.querySelector("[data-problem]");
    button.disabled = true;
    problem.hidden = true;
    try {
      form.querySelector("[data-credential]").value = await answer(form);
      // not form.submit: a field of that name would hide it
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

// what only such browsers need to be told
for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = can;
