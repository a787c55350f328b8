// In an embed: tells the page around it how high the content is, and what happens in it. It speaks three
// protocols: ours, WordPress's (wp-embed.js; it names a secret in the address of the frame) and H5P's resizer.
// In WordPress the frame is sandboxed: no storage, no origin, no pop-ups, and no form ever submits.
// It is no module: opened from a folder, a page can load none.
(() => {
  const host = window.parent;
  const { error } = document.body.dataset;
  let secret = new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
  // WordPress makes no frame higher than 1000 px and lets none scroll: what is more scrolls within the body.
  if (secret) document.body.classList.add("capped");
  let height = 0;
  let resizer = false;
  let over = false;
  // A static copy has one file for all themes.
  const theme = new URLSearchParams(location.search).get("theme");
  if (/^(light|dark|auto)$/.test(theme)) document.documentElement.dataset.theme = theme;

  function send(message) {
    if (host !== window) host.postMessage(message, "*");
  }

  const ours = (type, more) => send({ source: "quizapp", v: 1, type, ...more });
  const h5p = (action, more) => send({ context: "h5p", action, ...more });

  function tellHeight() {
    // Around an error our element shows the link of its page, and tells the owner of that page what is wrong.
    if (error) ours("error", { detail: error });
    else ours("height", { height });
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
    if (data.source === "quizapp" && data.type === "theme") document.documentElement.dataset.theme = data.theme;
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
    const link = secret && event.target.closest?.("a[href]:not([data-way])");
    if (!link || new URL(link.href).host !== location.host) return;
    event.preventDefault();
    send({ message: "link", value: link.href, secret });
  });

  new ResizeObserver(measure).observe(document.body);
  measure();
  ours("hello");
  h5p("hello");

  // The quiz tells what happens in it: that an attempt has begun, how many items are answered, that another part stands
  // where the last one was, and once an attempt its verdict. Never a response.
  document.addEventListener("quizapp", ({ detail: { type, answered, verdict } }) => {
    if (type === "started") over = false;
    if (type === "finished" && over) return;
    if (type === "finished") over = true;
    ours(type, { answered: { answered }, finished: { verdict } }[type]);
  });
})();
