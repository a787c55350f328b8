// The urgent signs over a page of a quiz: Escape closes them and gives the focus back to the button that opened them. It
// is no module: a static copy has it too, and a page that is opened from a folder can load none.
document.addEventListener("keydown", ({ key }) => {
  const signs = key === "Escape" && document.querySelector(".signs-now[open]");
  if (!signs) return;
  signs.open = false;
  signs.firstElementChild.focus();
});
