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

// --- what is unread in the other places -------------------------------------------------------

const seenKey = (where) => `seen/${run}/${person}/${where}`;

const seen = (where) => Number(localStorage.getItem(seenKey(where)) ?? 0);

const mark = (link) => {
  const unread = link.dataset.place !== place && Number(link.dataset.latest) > seen(link.dataset.place);
  link.classList.toggle("unread", unread);
  link.querySelector(".dot")?.remove();
  if (!unread) return;
  const dot = document.createElement("span");
  const words = document.createElement("span");
  dot.className = "dot";
  words.className = "unseen";
  words.textContent = body.dataset.unread;
  dot.append(words);
  link.append(dot);
};

const linkOf = (where) => document.querySelector(`nav a[data-place="${CSS.escape(where)}"]`);

const noteChange = (where, number, mine) => {
  const link = linkOf(where);
  if (!link) return;
  if (where === place || mine) localStorage.setItem(seenKey(where), number);
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

const request = (form, button) => {
  const fields = Object.fromEntries(new FormData(form, button?.name ? button : null));
  if (target(form) !== "/demo/press") return fields;
  const { value, ...rest } = fields;
  return { ...rest, values: { value } };
};

const send = async (form, button) => {
  const answer = await fetch(target(form), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request(form, button)),
  });
  const told = await answer.json();
  if (!answer.ok) return say(told.message);
  say("");
  form.querySelector("input[type=text]")?.form.reset();
  const elsewhere = place === home && Array.isArray(told) && told.find((one) => one.place !== home);
  if (elsewhere) location.assign(linkOf(elsewhere.place).href);
  else if (stream.readyState === EventSource.CLOSED) location.reload();
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.classList.contains("live")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  try {
    await send(form, event.submitter);
  } catch {
    say(body.dataset.lost);
  } finally {
    form.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", (event) => {
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
  if (link.dataset.place === place) localStorage.setItem(seenKey(place), link.dataset.latest);
  mark(link);
}
const newest = [...log.querySelectorAll(".message")].pop();
if (newest && place !== home) show(newest);
follow();
