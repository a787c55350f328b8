// The page of embed code: a choice shows at once, a button copies, and the code takes the heights that the two
// previews have, on a phone and where it is wider.
const form = document.getElementById("choices_");

function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
}

form.addEventListener("change", async ({ target }) => {
  if (!form.reportValidity()) return;
  if (target.name === "lang") return form.submit(); // the words of the whole page change
  const url = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const reply = await fetch(url);
  if (!reply.ok) return form.submit();
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const id of ["result_", "preview_"])
    document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  history.replaceState(null, "", url);
  offerCopies();
});

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
  button.nextElementSibling.textContent = button.dataset.done;
});

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || data?.source !== "quizapp" || data.type !== "height") return;
  for (const width of ["narrow", "wide"]) {
    const shown = document.querySelector(`.shown.${width} quizapp-embed`).shadowRoot;
    if (shown?.querySelector("iframe")?.contentWindow === source) write(width, Math.trunc(data.height));
  }
});

function write(width, height) {
  for (const code of document.querySelectorAll("#result_ textarea")) {
    code.dataset[width] = height;
    const { narrow, wide } = code.dataset;
    code.value = code.value
      .replace(/height="\d+ \d+"/, `height="${narrow} ${wide}"`)
      .replace(/height="\d+"/, `height="${wide}"`)
      .replace(/clamp\(\d+px,(.*?),\d+px\)/, `clamp(${wide}px,$1,${narrow}px)`);
  }
}

offerCopies();
