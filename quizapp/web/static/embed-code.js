// The page of embed code: a choice shows at once, a button copies, and the code takes the height that the preview has.
const form = document.getElementById("choices_");
form.querySelector("button").hidden = true;

function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
}

form.addEventListener("change", async ({ target }) => {
  if (target.name === "lang") return form.submit(); // the words of the whole page change
  const url = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const reply = await fetch(url);
  if (!reply.ok) return form.submit();
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  document.getElementById("result_").replaceWith(document.adoptNode(page.getElementById("result_")));
  history.replaceState(null, "", url);
  offerCopies();
});

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
  button.nextElementSibling.textContent = button.dataset.done;
});

addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin || data?.source !== "quizapp" || data.type !== "height") return;
  for (const code of document.querySelectorAll("#result_ textarea"))
    code.value = code.value.replace(/(height=["']?|min-height:)\d+/g, `$1${Math.trunc(data.height)}`);
});

offerCopies();
