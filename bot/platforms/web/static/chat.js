// Live updates, and sending without a page reload. Every page also works without this script.
"use strict";

const body = document.body;
const log = document.getElementById("log");
const notice = document.getElementById("notice");
const latest = document.getElementById("latest");
const { person, place, home, run } = body.dataset;

const say = (text) => {
  notice.textContent = text;
};

// The answer to what was done here stands in another place.
const leadTo = (where) => {
  const shown = document.createElement("a");
  shown.href = linkOf(where)?.href ?? location.href;
  shown.textContent = body.dataset.show;
  say(`${body.dataset.elsewhere} `);
  notice.append(shown);
  const last = [...log.querySelectorAll(".message")].pop();
  if (last && place !== home) show(last);
};

// --- messages -----------------------------------------------------------------------------

const element = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
};

const nearBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 160;

// A message taller than the window is shown from its start, any other from its end.
const show = (message) => {
  const top = message.offsetTop - 16;
  log.scrollTop = message.offsetHeight > log.clientHeight ? top : top + message.offsetHeight;
};

const dayLine = (message) => {
  const line = document.createElement("p");
  const label = document.createElement("span");
  line.className = "day";
  label.textContent = message.dataset.dayLabel;
  line.append(label);
  return line;
};

const placeMessage = (message, mine) => {
  const known = document.getElementById(message.id);
  if (known) {
    const focused = known.contains(document.activeElement);
    known.replaceWith(message);
    if (focused) {
      message.tabIndex = -1;
      message.focus({ preventScroll: true });
    }
    return;
  }
  const follow = mine || nearBottom();
  log.querySelector(".empty")?.remove();
  const previous = [...log.querySelectorAll(".message")].pop();
  if (previous?.dataset.day !== message.dataset.day) latest.before(dayLine(message));
  message.classList.add("new");
  latest.before(message);
  if (follow) show(message);
};

// --- what is unread in the other places, and with the other people ----------------------------

const seenKey = (who, where) => `seen/${run}/${who}/${where}`;

const seen = (who, where) => Number(localStorage.getItem(seenKey(who, where)) ?? 0);

const setDot = (element, unread) => {
  element.classList.toggle("unread", unread);
  element.querySelector(".dot")?.remove();
  if (!unread) return;
  const dot = document.createElement("span");
  const told = document.createElement("span");
  dot.className = "dot";
  told.className = "unseen";
  told.textContent = body.dataset.unread;
  dot.append(told);
  element.append(dot);
};

const isNew = (link, who) => Number(link.dataset.latest) > seen(who, link.dataset.place);

const others = [...document.querySelectorAll(".switcher a[data-person]")];

// On a small screen the places are behind the menu's button.
const markMenu = () => {
  setDot(document.querySelector(".bar [popovertarget]"), document.querySelector(".side a.unread") !== null);
};

const mark = (link) => {
  setDot(link, link.dataset.place !== place && isNew(link, person));
  markMenu();
};

const markOthers = () => {
  for (const link of others) setDot(link, isNew(link, link.dataset.person));
  const anyone = others.some((link) => link.classList.contains("unread"));
  setDot(document.querySelector(".switcher summary"), anyone);
  markMenu();
};

const linkOf = (where) => document.querySelector(`nav a[data-place="${CSS.escape(where)}"]`);

const noteChange = (where, number, mine) => {
  const link = linkOf(where);
  if (!link) return;
  if (where === place || mine) localStorage.setItem(seenKey(person, where), number);
  if (!mine) link.dataset.latest = number;
  mark(link);
};

// --- the stream -------------------------------------------------------------------------------

let stream;

const follow = () => {
  const query = new URLSearchParams({ person, place, after: body.dataset.latest });
  stream = new EventSource(`/demo/events?${query}`);
  stream.addEventListener("open", () => {
    if (notice.textContent === body.dataset.lost) say("");
  });
  stream.addEventListener("error", () => say(body.dataset.lost));
  stream.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    if (told.html) placeMessage(element(told.html), told.mine);
    if (told.place !== home) noteChange(told.place, Number(event.lastEventId.split("-").pop()), told.mine);
  });
  stream.addEventListener("other", (event) => {
    const told = JSON.parse(event.data);
    const link = others.find((one) => one.dataset.person === told.person);
    if (link) link.dataset.latest = told.number;
    markOthers();
  });
  stream.addEventListener("clock", (event) => {
    const told = JSON.parse(event.data);
    if (told.run !== run) location.reload();
    const shown = document.getElementById("clock-now");
    if (shown.textContent !== told.now) shown.textContent = told.now;
  });
};

// --- sending ----------------------------------------------------------------------------------

// A form that has a field named "action" hides its own property of that name.
const target = (form) => form.getAttribute("action");

const json = (data) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(data),
});

const request = (form, button) => {
  const { file, ...fields } = Object.fromEntries(new FormData(form, button?.name ? button : null));
  if (file?.name) {
    const query = new URLSearchParams({ ...fields, name: file.name });
    return fetch(`/demo/upload?${query}`, { method: "POST", body: file });
  }
  if (target(form) !== "/demo/press") return fetch(target(form), json(fields));
  const { value, ...rest } = fields;
  return fetch(target(form), json({ ...rest, values: { value } }));
};

const written = (form) => form.classList.contains("write");

const hasFile = (form) => Boolean(form.querySelector("input[type=file]")?.files.length);

// What is written leaves the input at once, the file with it, so that one can write on; it comes
// back when it fails, unless something new stands there by then.
const takeWritten = (form) => {
  const text = form.querySelector("input[type=text]");
  const picker = form.querySelector("input[type=file]");
  const typed = text.value;
  const kept = new DataTransfer();
  for (const file of picker?.files ?? []) kept.items.add(file);
  form.reset();
  return () => {
    if (text.value || hasFile(form)) return;
    text.value = typed;
    if (picker) picker.files = kept.files;
    showChosen();
  };
};

const post = async (form, button) => {
  const sent = request(form, button);
  const giveBack = written(form) ? takeWritten(form) : () => {};
  let taken = false;
  try {
    const answer = await sent;
    taken = answer.ok;
    return [answer, await answer.json()];
  } finally {
    if (!taken) giveBack();
  }
};

const send = async (form, button) => {
  const [answer, told] = await post(form, button);
  if (!answer.ok) return say(told.message);
  say("");
  if (stream.readyState === EventSource.CLOSED) return location.reload();
  if (!Array.isArray(told)) return;
  const opened = told.find((one) => one.form);
  for (const menu of document.querySelectorAll(".more[open]")) menu.open = false;
  if (opened) return openForm(opened.form.value);
  const reply = told.find((one) => one.person === "tovholder");
  if (!reply || reply.place === place) return;
  if (place === home) return location.assign(linkOf(reply.place).href);
  leadTo(reply.place);
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const filled = form.classList.contains("form");
  if (!filled && !form.classList.contains("live")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  if (!written(form)) form.setAttribute("aria-busy", "true");
  try {
    await (filled ? submitForm(form) : send(form, event.submitter));
  } catch {
    (filled ? tellInForm : say)(body.dataset.lost);
  } finally {
    form.removeAttribute("aria-busy");
  }
});

// --- a file to send along -----------------------------------------------------------------------

const write = document.querySelector(".write");
const chosen = document.querySelector(".chosen");

const showChosen = () => {
  const file = write.querySelector("input[type=file]").files[0];
  chosen.hidden = !file;
  chosen.querySelector("span").textContent = file ? file.name : "";
};

write?.addEventListener("change", showChosen);
write?.addEventListener("reset", () => setTimeout(showChosen));
chosen?.querySelector("button").addEventListener("click", () => {
  write.querySelector("input[type=file]").value = "";
  showChosen();
  write.querySelector("input[type=text]").focus();
});

// --- forms in a dialog --------------------------------------------------------------------------

const dialog = document.getElementById("dialog");
let unchanged = "";
let warned = false;

const filledIn = (form) =>
  new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value.name ?? value])).toString();

const tellInForm = (text) => {
  const told = dialog.querySelector(".told");
  told.textContent = text;
};

const showForm = (form) => {
  dialog.querySelector(".form")?.remove();
  dialog.prepend(document.importNode(form, true));
  const shown = dialog.querySelector(".form");
  prepareForm(shown);
  dialog.setAttribute("aria-labelledby", "form-title");
  tellInForm("");
  unchanged = filledIn(shown);
  warned = false;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  shown.querySelector("[autofocus]")?.focus();
};

const readPage = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

const openForm = async (value) => {
  const page = await readPage(await fetch(`/form?${new URLSearchParams({ person, value })}`));
  const form = page.querySelector(".form");
  if (form) showForm(form);
};

const submitForm = async (form) => {
  const filled = new FormData(form);
  const withFile = form.enctype === "multipart/form-data";
  const answer = await fetch(target(form), { method: "POST", body: withFile ? filled : new URLSearchParams(filled) });
  const page = await readPage(answer);
  const next = page.querySelector(".form");
  if (next) return showForm(next);
  const wrong = page.querySelector("#notice")?.textContent || page.querySelector(".problem h1")?.textContent;
  if (!answer.ok) return tellInForm(wrong || body.dataset.lost);
  warned = true;
  dialog.close();
  say("");
  const where = page.body.dataset.place;
  if (where === place) return;
  if (place === home) return location.assign(answer.url);
  leadTo(where);
};

// What was typed is not thrown away by one slip: the second time closes.
const mayClose = () => {
  const form = dialog.querySelector(".form");
  if (warned || !form || filledIn(form) === unchanged) return true;
  warned = true;
  tellInForm(body.dataset.unsent);
  return false;
};

dialog.addEventListener("cancel", (event) => {
  if (!mayClose()) event.preventDefault();
});

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  if (mayClose()) dialog.close();
});

// --- the rest of the page -----------------------------------------------------------------------

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const open = document.querySelector(".switcher[open]");
  if (open && !open.contains(event.target)) open.open = false;
});

document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".switcher[open]");
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

for (const link of document.querySelectorAll("nav a[data-place]")) {
  if (link.dataset.place === place) localStorage.setItem(seenKey(person, place), link.dataset.latest);
  mark(link);
}
markOthers();
const newest = [...log.querySelectorAll(".message")].pop();
if (newest && place !== home) show(newest);
follow();
