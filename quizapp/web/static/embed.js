// <quizapp-embed article part theme lang rev height>: a sandboxed frame, as high as what is in it. Until it
// reports, what stands between the tags is shown: a link that needs neither this script nor the server.
(() => {
  const home = new URL(".", document.currentScript.src);
  if (customElements.get("quizapp-embed")) return;
  customElements.define("quizapp-embed", class extends HTMLElement {
    connectedCallback() {
      const given = (name) => this.getAttribute(name) || "";
      const url = new URL(`embed/${given("article")}/${given("part") || "quiz"}`, home);
      for (const name of ["theme", "lang", "rev"]) if (given(name)) url.searchParams.set(name, given(name));
      const link = document.createElement("slot");
      const frame = document.createElement("iframe");
      this.style.cssText += `;display:grid;overflow:clip;min-height:${+given("height") || 480}px;` +
        "max-width:var(--quizapp-max-width,none);border:var(--quizapp-border,0);border-radius:var(--quizapp-radius,0)";
      link.style.cssText = "display:block;grid-area:1/1";
      frame.style.cssText = "border:0;grid-area:1/1;width:100%;visibility:hidden";
      frame.title = this.textContent.trim();
      frame.loading = "lazy";
      frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";
      frame.src = url;
      this.hear = ({ source, origin, data }) => {
        if (source !== frame.contentWindow || origin !== home.origin || data?.source !== "quizapp") return;
        if (data.type === "height") {
          frame.style.height = `${Math.min(Math.max(data.height, 0), 10000)}px`;
          frame.style.visibility = "";
          link.style.display = "none";
        } else if (/^(started|answered|finished)$/.test(data.type)) {
          this.dispatchEvent(new CustomEvent(`quizapp-${data.type}`, { bubbles: true, detail: data }));
        }
      };
      addEventListener("message", this.hear);
      (this.shadowRoot || this.attachShadow({ mode: "open" })).replaceChildren(link, frame);
    }

    disconnectedCallback() {
      removeEventListener("message", this.hear);
    }
  });
})();
