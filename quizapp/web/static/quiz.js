// A quiz without reloads. The form of a button that is pressed is sent by fetch, and the main part of the page
// that comes back takes the place of the one that stands; so does that of the page which a link of the quiz leads
// to, or Back and Forward. Clicks are heard, not submits: in the sandbox of a WordPress post no form ever submits.
// The address of the page is where a reload goes on. A frame that our element made loses it when it is moved, or left
// and come back to: then the tab has kept it, as long as it is open.
const PATIENCE = 20_000; // milliseconds
const said = document.getElementById("said_");
const trusted = window.trustedTypes?.createPolicy("quizapp", { createHTML: (html) => html });
const PLACE = ["quizapp", window.name, location.pathname, document.documentElement.lang].join(" ");
let busy = false;

document.addEventListener("click", (event) => {
  const way = event.target.closest?.("button[name=step], a[data-way], [data-print], a[data-copied]");
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if ("print" in way.dataset) return print();
  if ("copied" in way.dataset) return copy(event, way);
  event.preventDefault();
  if (!busy) press(way);
});
addEventListener("popstate", () => go(location.href));

function press(way) {
  if (!way.form) return go(way.href, { how: "pushState" });
  const body = new URLSearchParams(new FormData(way.form));
  body.append(way.name, way.value);
  const begins = way.value === "check" || way.value === "practice";
  return go(way.form.action, { method: "POST", body, how: "pushState", begins });
}

async function go(address, { how, begins, resumes, ...options } = {}) {
  wait(true);
  try {
    const reply = await fetch(address, { ...options, credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    const html = await reply.text();
    const page = new DOMParser().parseFromString(trusted ? trusted.createHTML(html) : html, "text/html");
    if (!page.getElementById("main_")?.dataset.step) throw new Error(`${reply.status} ${page.title}`);
    if (how) history[how](null, "", reply.url);
    show(page);
    if (begins) happened("started");
    if (!resumes) tell(); // what was told once is not told again
    keep();
  } catch (error) {
    said.textContent = said.dataset.failed;
    console.info(error);
  } finally {
    wait(false);
  }
}

function show(page) {
  said.textContent = "";
  document.title = page.title;
  for (const part of [".top", "#main_", ".foot"]) document.querySelector(part)?.replaceWith(page.querySelector(part));
  const main = document.getElementById("main_");
  const start = main.querySelector("[autofocus]") ?? main.querySelector("h1");
  start.tabIndex = -1;
  start.focus({ preventScroll: true });
  scrollTo(0, 0);
  ready();
  happened("step");
}

function tell() {
  const { step, verdict, answered: count } = document.getElementById("main_").dataset;
  if (step === "feedback") happened("answered", { answered: Number(count) });
  if (step === "report") happened("finished", { verdict });
}

function keep() {
  const kept = places();
  if (!kept) happened("keep");
  else if (document.getElementById("main_").dataset.step === "start") delete kept[PLACE];
  else kept[PLACE] = location.href;
}

// Where a browser lets no frame keep anything, a second frame of our site does, as long as the page is there: the page
// itself is not to know what somebody answered. Our element makes that frame when it is told to "keep".
function places() {
  const host = window.parent;
  if (host === window) return {};
  try {
    return sessionStorage;
  } catch {
    for (let number = 0; number < host.length; number += 1) {
      try {
        if (host[number].document.getElementById("keeper_")) return (host[number].places ??= {});
      } catch {
        // a frame of somebody else
      }
    }
  }
}

// For static/frame.js, where the quiz is embedded.
function happened(type, more) {
  document.dispatchEvent(new CustomEvent("quizapp", { detail: { type, ...more } }));
}

function ready() {
  for (const tool of document.querySelectorAll("[data-print]")) tool.hidden = false;
}

async function copy(event, link) {
  if (!navigator.clipboard) return; // the link leads to what would be copied
  event.preventDefault();
  await navigator.clipboard.writeText(link.href);
  link.nextElementSibling.textContent = link.dataset.copied;
}

function wait(yes) {
  busy = yes;
  document.getElementById("main_").ariaBusy = String(yes);
}

ready();
const place = places()?.[PLACE];
if (place && document.getElementById("main_").dataset.step === "start") go(place, { how: "replaceState", resumes: true });
