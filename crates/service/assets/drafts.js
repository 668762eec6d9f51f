// Keeps what is typed into a form marked data-draft, two seconds after the typing stops. Without it the form's button does the same.
// Fields within data-no-draft are never sent. What is told stands in the page, so that it speaks the reader's language.
"use strict";

const PAUSE = 2000;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const button = form.querySelector("button[name=draft]");
  const said = form.querySelector("[data-draft-said]");
  const token = form.querySelector("input[name=form_token]");
  if (!button || !said) continue;
  let waiting = 0;
  let sent = false;

  const keep = async () => {
    const fields = new URLSearchParams({ draft: button.value, draft_quiet: "1" });
    for (const field of form.elements) {
      const chosen = !["radio", "checkbox"].includes(field.type) || field.checked;
      const typed = field.name && chosen && !["submit", "button", "file", "password", "hidden"].includes(field.type);
      if (typed && !field.closest("[data-no-draft]")) fields.append(field.name, field.value);
    }
    const headers = token ? { "Form-Token": token.value } : {};
    try {
      const answer = await fetch(button.formAction, { method: "POST", headers, body: fields, redirect: "manual" });
      said.textContent = answer.ok ? said.dataset.kept : said.dataset.lost;
    } catch {
      said.textContent = said.dataset.lost;
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (!sent) keep(); }, PAUSE);
  });
  // what is sent is no draft any more
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
}
