// Keeps a page of `quizapp preview` in step with its files: waits for a save, fetches the page again, and puts
// what is new in its place. Where the reader is, and what is open, stays as it is.

const panel = document.getElementById("preview_");
let source = null;
let wanted = false;
let busy = false;

function listen() {
  if (source || document.hidden) return;
  source = new EventSource(`/preview/events?seen=${panel.dataset.number}`);
  source.onopen = () => { panel.querySelector(".preview-lost").hidden = true; };
  source.onerror = () => { panel.querySelector(".preview-lost").hidden = false; };
  source.onmessage = refresh;
}

// A browser has six connections to one server; a page that nobody sees must not hold one.
function rest() {
  if (!document.hidden) return listen();
  source?.close();
  source = null;
}

async function refresh() {
  wanted = true;
  if (busy) return;
  busy = true;
  try {
    while (wanted) {
      wanted = false;
      const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
      takeOver(new DOMParser().parseFromString(await reply.text(), "text/html"));
    }
  } catch {
    // The server has ended; the source tells when it is back.
  } finally {
    busy = false;
  }
}

function takeOver(page) {
  const anchor = topmost();
  const open = new Set([...document.querySelectorAll("details[open]")].map(nameOf));
  takeOverPanel(page.getElementById("preview_"));
  // What a form was answered with has no address of its own: of such a page only the panel is new.
  if (panel.dataset.method === "GET") takeOverPage(page);
  for (const details of document.querySelectorAll("details")) details.open ||= open.has(nameOf(details));
  if (anchor) {
    const moved = document.getElementById(anchor.id)?.getBoundingClientRect().top - anchor.top;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  }
}

function takeOverPanel(fresh) {
  panel.dataset.number = fresh.dataset.number;
  const state = panel.querySelector(".preview-state");
  const news = fresh.querySelector(".preview-state");
  if (state.textContent !== news.textContent) state.textContent = news.textContent;
  const { scrollTop } = panel;
  news.replaceWith(state);
  panel.replaceChildren(...fresh.childNodes);
  panel.scrollTop = scrollTop;
}

function takeOverPage(page) {
  const before = texts();
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  for (const node of [...document.body.childNodes]) if (node !== panel) node.remove();
  panel.before(...[...page.body.childNodes].filter((node) => node.id !== "preview_"));
  for (const [id, text] of texts()) {
    if (before.has(id) && before.get(id) !== text) document.getElementById(id).classList.add("preview-changed");
  }
}

function texts() {
  return new Map([...document.querySelectorAll(".claim[id]")].map((claim) => [claim.id, claim.textContent]));
}

function topmost() {
  for (const element of document.querySelectorAll("main [id]")) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > 0) return { id: element.id, top };
  }
  return null;
}

function nameOf(details) {
  return details.dataset.key ?? `${details.closest("[id]")?.id} ${details.firstElementChild?.textContent}`;
}

document.addEventListener("visibilitychange", rest);
listen();
