// A form beside the page that one works on: what carries `hx-target="#panel-page"` opens here, and is a page of its own
// without script. Sending the form leaves the page as any form does, so what is wrong is said on the form's own page.

/** What came into the panel may be called as something on the page below; there each label must find its own field. */
function ownIds(page: HTMLElement): void {
  for (const element of page.querySelectorAll<HTMLElement>("[id]")) {
    const id = element.id;
    if (document.querySelectorAll(`#${CSS.escape(id)}`).length < 2) continue;
    element.id = `panel-${id}`;
    for (const name of ["for", "aria-describedby", "aria-labelledby"]) {
      for (const other of page.querySelectorAll(`[${name}~="${CSS.escape(id)}"]`)) {
        const ids = (other.getAttribute(name) ?? "").split(" ");
        other.setAttribute(name, ids.map((one) => (one === id ? element.id : one)).join(" "));
      }
    }
  }
}

export function startPanel(): void {
  const panel = document.querySelector<HTMLDialogElement>("#panel");
  const page = document.querySelector<HTMLElement>("#panel-page");
  if (!panel || !page) return;
  let opener: Element | null = null;
  const close = () => {
    panel.close();
    page.replaceChildren();
    if (opener instanceof HTMLElement) opener.focus();
  };
  page.addEventListener("htmx:afterSwap", (event) => {
    // The price inside the form is exchanged too; only a new form opens the panel.
    if (event.target !== page) return;
    ownIds(page);
    if (!panel.open) opener = document.activeElement;
    panel.show();
    page.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  });
  panel.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const away = event.target.closest<HTMLAnchorElement>("a[href]");
    // "Cancel" leads to the page that is still there.
    if (event.target.closest("[data-close]") || away?.pathname === location.pathname) {
      event.preventDefault();
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open && !document.querySelector("dialog:modal")) close();
  });
}
