// A quiz without reloads. The form of a button that is pressed is sent by fetch, and the main part of the page
// that comes back takes the place of the one that stands. Clicks are heard, not submits: in the sandbox of a
// WordPress post no form ever submits. Nothing is stored; the address of the page is where a reload goes on.
import { answered, finished, started } from "./frame.js";

const PATIENCE = 20_000; // milliseconds
const said = document.getElementById("said_");
const trusted = window.trustedTypes?.createPolicy("quizapp", { createHTML: (html) => html });
let busy = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=step]");
  if (!button) return;
  event.preventDefault();
  if (!busy) press(button);
});

async function press(button) {
  const body = new URLSearchParams(new FormData(button.form));
  body.append(button.name, button.value);
  wait(true);
  try {
    show(await sent(button.form.action, body));
    if (button.value === "check" || button.value === "practice") started();
    tell(document.getElementById("main_").dataset);
  } catch (error) {
    said.textContent = said.dataset.failed;
    console.info(error);
  } finally {
    wait(false);
  }
}

async function sent(address, body) {
  const signal = AbortSignal.timeout(PATIENCE);
  const reply = await fetch(address, { method: "POST", body, credentials: "omit", signal });
  const html = await reply.text();
  const page = new DOMParser().parseFromString(trusted ? trusted.createHTML(html) : html, "text/html");
  if (!page.getElementById("main_")?.dataset.step) throw new Error(`${reply.status} ${page.title}`);
  return page;
}

function show(page) {
  said.textContent = "";
  document.title = page.title;
  document.querySelector(".urgent-bar details").open = false; // it would stand before what comes
  for (const part of [".top", "#main_"]) document.querySelector(part)?.replaceWith(page.querySelector(part));
  const main = document.getElementById("main_");
  const start = main.querySelector("[autofocus]") ?? main.querySelector("h1");
  start.tabIndex = -1;
  start.focus();
  scrollTo(0, 0);
  const { attempt } = main.dataset;
  if (attempt && window === parent) history.replaceState(null, "", `?attempt=${encodeURIComponent(attempt)}`);
}

function tell({ step, verdict, answered: count }) {
  if (step === "feedback") answered(Number(count));
  if (step === "report") finished(verdict);
}

function wait(yes) {
  busy = yes;
  document.getElementById("main_").ariaBusy = String(yes);
}
