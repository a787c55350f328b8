// <quizapp-embed article part lang rev theme brand font height site>: a frame with a piece of a quizapp site, as high
// as what is in it. Until it reports, and when it fails, what stands between the tags is shown: a link.
(() => {
  if (customElements.get("quizapp-embed")) return;
  // A classic script knows its own address; in a module only the place of an error tells it.
  const script = document.currentScript?.src || new Error().stack.match(/https?:[^\s()@]+?\.js/)?.[0];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const PATIENCE = 5000; // milliseconds that a loaded frame may be silent
  const NARROW = 480; // pixels: where the first of two heights holds
  const SHEET = 900; // pixels that fit on a sheet of paper
  const keepers = new Map();
  let count = 0;

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { display: block; overflow: clip; max-width: var(--quizapp-max-width, none);
      border: var(--quizapp-border, 0); border-radius: var(--quizapp-radius, 0); }
    :host([hidden]) { display: none; }
    div { display: grid; }
    slot { display: block; }
    slot, iframe { grid-area: 1/1; }
    iframe { border: 0; width: 100%; visibility: hidden; }
    .here iframe { visibility: inherit; }
    .here slot { display: none; }
    @media print {
      div { break-inside: avoid; min-height: 0 !important; }
      .long iframe { display: none; }
      .long slot { display: block; }
    }`);

  customElements.define("quizapp-embed", class extends HTMLElement {
    static observedAttributes =
      ["article", "part", "lang", "rev", "theme", "brand", "font", "height", "site", "title"];
    #name = `quizapp-${++count}`;
    #box = document.createElement("div");
    #inside = new MutationObserver(() => this.#update());
    #around = new MutationObserver(() => this.#follow());
    #frame;
    #home;
    #asked;
    #due;
    #hears; // whether the frame has said a word, and so hears ours

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      root.append(this.#box);
      this.#box.append(document.createElement("slot"));
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      dark.addEventListener("change", this.#follow);
      this.#inside.observe(this, { childList: true, characterData: true, subtree: true });
      this.#around.observe(document.documentElement, { attributeFilter: ["class", "style", "data-theme"] });
      if (document.readyState === "loading" && !this.firstChild) {
        addEventListener("DOMContentLoaded", () => this.#update(), { once: true }); // its link is still to come
      } else this.#update();
    }

    disconnectedCallback() {
      this.#hears = false;
      removeEventListener("message", this.#hear);
      dark.removeEventListener("change", this.#follow);
      this.#inside.disconnect();
      this.#around.disconnect();
    }

    connectedMoveCallback() {} // moveBefore() takes the frame along as it is

    attributeChangedCallback() {
      if (this.#due) return;
      this.#due = true; // frameworks set one attribute after the other
      queueMicrotask(() => {
        this.#due = false;
        if (this.isConnected) this.#update();
      });
    }

    #given(name) {
      return this.getAttribute(name) || "";
    }

    #link() {
      return this.querySelector("a[href*='articles/']")?.href || "";
    }

    // The site is that of the link inside, so that elements of two sites can stand on one page.
    #site() {
      const link = this.#link().split("articles/")[0];
      return new URL(this.#given("site").replace(/[^/]$/, "$&/") || link || ".", script || document.baseURI);
    }

    // Where the link inside names a file, the site is a static copy: languages are folders, and there are no options.
    #file(home) {
      if (!/\.html(#|$)/.test(this.#link())) return "";
      const folder = this.#given("lang") && `${this.#given("lang")}/`;
      return (folder && home.pathname.endsWith(`/${folder}`) ? "" : folder) + `${this.#path()}.html`;
    }

    #path() {
      return `embed/${this.#given("article")}/${this.#given("part") || "quiz"}`;
    }

    #theme() {
      if (this.#given("theme")) return this.#given("theme");
      const scheme = getComputedStyle(this).colorScheme;
      return scheme.includes("dark") && (dark.matches || !scheme.includes("light")) ? "dark" : "light";
    }

    // "#7b2358", "7b2358", "rebeccapurple" or a property of the page, as six digits. What is no colour is passed over.
    #colour() {
      const { style } = this.#box;
      style.color = "var(--quizapp-brand, transparent)";
      style.color = this.#given("brand").replace(/^[\da-f]{6}$/i, "#$&") || style.color;
      const parts = getComputedStyle(this.#box).color.match(/^rgb\((\d+), (\d+), (\d+)\)/);
      style.color = "";
      return parts ? parts.slice(1).map((part) => (+part).toString(16).padStart(2, "0")).join("") : "";
    }

    #update() {
      if (!this.#given("article")) return;
      const home = this.#site();
      const file = this.#file(home);
      const url = new URL(file || this.#path(), home);
      const font = this.#given("font") || getComputedStyle(this).getPropertyValue("--quizapp-font").trim();
      const options = { lang: this.#given("lang"), rev: this.#given("rev"), brand: this.#colour(), font };
      for (const [name, value] of Object.entries(file ? {} : options)) if (value) url.searchParams.set(name, value);
      if (url.href !== this.#asked) this.#show(url, home);
      this.#frame.title = this.title || this.textContent.trim().replace(/\s+/g, " ") || this.#given("article");
      this.#follow();
    }

    #show(url, home) {
      const [narrow, wide = narrow] = this.#given("height").match(/\d+/g) || [NARROW];
      this.#asked = url.href;
      this.#home = home;
      this.#hears = false;
      this.#box.classList.remove("here");
      this.#box.style.minHeight = `${this.clientWidth < NARROW ? narrow : wide}px`;
      this.#frame?.remove(); // another address in the same frame would be one more step back for the reader
      const frame = this.#frame = document.createElement("iframe");
      frame.name = this.#name;
      frame.loading = "lazy";
      frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";
      const theme = this.#theme();
      frame.src = `${url}${url.search ? "&" : "?"}theme=${theme}`;
      frame.addEventListener("load", () => setTimeout(() => {
        if (frame === this.#frame && !this.#box.classList.contains("here")) this.#fail("no word came from it");
      }, PATIENCE));
      this.#box.append(frame);
    }

    // A change of the theme is told to the frame: a new address would lose the reader's place.
    #follow = () => {
      if (!this.#frame) return;
      const theme = this.#theme();
      this.#frame.style.colorScheme = theme === "auto" ? "" : theme;
      if (!this.#hears) return;
      this.#frame.contentWindow.postMessage({ source: "quizapp", v: 1, type: "theme", theme }, this.#target());
    };

    // A page that is opened from a folder has an origin without a name, and browsers call it otherwise.
    #target() {
      return this.#home.protocol === "file:" ? "*" : this.#home.origin;
    }

    // A frame that is moved in a page begins anew. What it would lose it tells a second frame of its own site, where it
    // may not keep that in its tab: the page itself is not to know what somebody answered.
    #keep() {
      if (keepers.get(this.#home.href)?.isConnected) return;
      const keeper = document.createElement("iframe");
      keeper.hidden = true;
      keeper.title = "quizapp";
      keeper.src = new URL("embed/keeper", this.#home);
      document.body.append(keeper);
      keepers.set(this.#home.href, keeper);
    }

    #fail(why) {
      this.#box.classList.remove("here");
      console.error(`quizapp-embed: ${why} (${this.#asked})`);
    }

    #hear = ({ source, origin, data }) => {
      if (source !== this.#frame?.contentWindow || data?.source !== "quizapp") return;
      if (![origin, "*"].includes(this.#target())) return;
      const { type } = data;
      if (type === "height" && data.height > 0) {
        this.#frame.style.height = `${data.height}px`;
        this.#box.classList.add("here");
        this.#box.classList.toggle("long", data.height > SHEET);
      } else if (type === "error") {
        this.#fail(data.detail);
      } else if (type === "hello") {
        this.#hears = true;
        this.#follow();
      } else if (type === "step") {
        this.#box.style.minHeight = "";
        if (this.getBoundingClientRect().top < 0) this.scrollIntoView();
      } else if (type === "keep") {
        this.#keep();
      } else if (/^(started|answered|finished)$/.test(type)) {
        this.dispatchEvent(new CustomEvent(`quizapp-${type}`, { bubbles: true, composed: true, detail: data }));
      }
    };
  });
})();
