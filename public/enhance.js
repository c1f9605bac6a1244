// Niceties only: each page and each form works without this file.

// A form is sent once. The browser's own back button makes it usable again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

// A filter's select applies itself.
addEventListener("change", (event) => {
  if (event.target.matches("form[data-auto] select")) event.target.form.requestSubmit();
});

// One open menu at a time; a click elsewhere or Escape closes it.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
};
addEventListener("click", (event) => closeMenus(event.target.closest?.("details.menu")));
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Copy buttons are in the page hidden: without script they could do nothing.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 1500);
  });
}

// The same instant on the reader's own clock, as a tooltip.
for (const time of document.querySelectorAll("time[datetime*=T]:not([title])")) {
  const at = new Date(time.dateTime);
  if (!isNaN(at)) time.title = at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "long" });
}

document.querySelector(".error-summary")?.focus();
