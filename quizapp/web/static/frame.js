// In an embed: tells the page around it how high the content is, and what happens in it. It speaks three
// protocols: ours, WordPress's (wp-embed.js; it names a secret in the address of the frame) and H5P's resizer.
// In WordPress the frame is sandboxed: no storage, no origin, no pop-ups, and no form ever submits.
const host = window.parent;
let secret = new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
// WordPress makes no frame higher than 1000 px and lets none scroll: what is more scrolls within the body.
if (secret) document.body.classList.add("capped");
let height = 0;
let resizer = false;
let over = false;

function send(message) {
  if (host !== window) host.postMessage(message, "*");
}

const ours = (type, more) => send({ source: "quizapp", v: 1, type, ...more });
const h5p = (action, more) => send({ context: "h5p", action, ...more });

function tellHeight() {
  ours("height", { height });
  if (secret) send({ message: "height", value: height, secret });
  if (!resizer) return;
  h5p("prepareResize", { scrollHeight: height, clientHeight: height });
  h5p("resize", { scrollHeight: height });
}

function measure() {
  // Of the body: the document is never lower than the frame, and so would never shrink.
  const now = Math.ceil(document.body.getBoundingClientRect().height);
  if (now === height) return;
  height = now;
  tellHeight();
}

addEventListener("message", ({ source, data }) => {
  if (source !== host || !data) return;
  if (data.message === "ready" && data.secret) {
    secret = data.secret; // WordPress's script came after the frame: it heard nothing so far
    tellHeight();
  }
  if (data.context !== "h5p") return;
  if (data.action === "ready") h5p("hello");
  if (data.action === "hello") {
    resizer = true;
    tellHeight();
  }
});

// A sandbox without pop-ups kills links; WordPress follows those to our own site if it is asked to.
document.addEventListener("click", (event) => {
  const link = secret && event.target.closest?.("a[href]");
  if (!link || new URL(link.href).host !== location.host) return;
  event.preventDefault();
  send({ message: "link", value: link.href, secret });
});

new ResizeObserver(measure).observe(document.body);
measure();
h5p("hello");

/** For the quiz: an attempt has begun. */
export function started() {
  over = false;
  ours("started");
}

/** For the quiz: so many items are answered. */
export function answered(count) {
  ours("answered", { answered: count });
}

/** For the quiz: the report is there. Once an attempt; the verdict and never the responses. */
export function finished(verdict) {
  if (over) return;
  over = true;
  ours("finished", { verdict });
}
