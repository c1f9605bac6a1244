// Niceties only: each page and each form works without this file.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A form is sent once; coming back to the page makes it usable again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 1;
  for (const button of all("button:not([type=button])", form)) button.ariaDisabled = "true";
});
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of all("button", form)) button.ariaDisabled = null;
  }
});

// A filter's select applies itself.
addEventListener("change", ({ target }) => {
  if (target.matches("form[data-auto] select")) target.form.requestSubmit();
});

// One open menu at a time; a click elsewhere or Escape closes it.
addEventListener("click", ({ target }) => {
  for (const menu of all(".menu[open]")) if (!menu.contains(target)) menu.open = false;
});
addEventListener("keydown", ({ key, target }) => {
  const menu = key === "Escape" && target.closest(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.firstElementChild.focus();
});

// Copy buttons arrive hidden: without script they could do nothing.
for (const button of all("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.onclick = async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 1500);
  };
}

// The instant on the reader's own clock, as a tooltip.
for (const time of all("time[datetime*=T]:not([title])")) {
  const at = new Date(time.dateTime);
  if (+at) time.title = at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "long" });
}

document.querySelector(".error-summary")?.focus();
