// Forms: what a page of a form and a dialog on the chat's page share. Both also work without it.
"use strict";

const words = (text) => text.toLocaleLowerCase().split(/\s+/).filter(Boolean);

// A long list can be narrowed by typing; what is ticked counts also while it is out of sight.
const narrowable = (group) => {
  const box = group.querySelector(".narrow");
  const typed = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const picks = [...group.querySelectorAll(".pick")];
  const tell = () => {
    const wanted = words(typed.value);
    for (const pick of picks) {
      const said = pick.textContent.toLocaleLowerCase();
      pick.hidden = !wanted.every((word) => said.includes(word));
    }
    const chosen = picks.filter((pick) => pick.querySelector(":checked[value]:not([value=''])"));
    const none = picks.every((pick) => pick.hidden);
    status.textContent = none ? status.dataset.none : `${status.dataset.chosen} ${chosen.length}`;
  };
  typed.addEventListener("input", tell);
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  group.addEventListener("change", tell);
  box.hidden = false;
  tell();
};

const prepareForm = (form) => {
  for (const group of form.querySelectorAll("fieldset.long")) narrowable(group);
};

for (const form of document.querySelectorAll(".form-page .form")) prepareForm(form);
