// What moves by itself: a list that was replaced keeps the focus, going back leads to where one was, and an answer that failed
// says so instead of being silent.

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row], [data-card]")];
const linkOf = (row: Element | null | undefined) => row?.querySelector<HTMLElement>("a[href]");

/** Finds again what had the focus before a part was exchanged: itself, its row, or the row that is in its place now. */
function keepFocus(): void {
  let had: (() => HTMLElement | null | undefined) | null = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const active = document.activeElement;
    const row = active?.closest("[data-row], [data-card]");
    const at = row ? rows().indexOf(row as HTMLElement) : -1;
    const among = row ? "main :is([data-row], [data-card])" : "main";
    const named = (element: Element | null | undefined) => {
      const by = element instanceof HTMLInputElement ? "name" : "href";
      const value = element?.getAttribute(by);
      return value ? document.querySelector<HTMLElement>(`${among} [${by}="${CSS.escape(value)}"]`) : null;
    };
    const link = linkOf(row);
    had = active && active !== document.body ? () => named(active) ?? named(link) ?? linkOf(rows()[Math.min(at, rows().length - 1)]) : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === document.body) had?.()?.focus();
  });
}

const PLACE = () => `left ${location.pathname}${location.search}`;

/** The link that one left the page by, when one comes back to it. */
function leftBy(): HTMLElement | null {
  const [entry] = performance.getEntriesByType("navigation");
  const href = sessionStorage.getItem(PLACE());
  if (!href || !(entry instanceof PerformanceNavigationTiming) || entry.type !== "back_forward") return null;
  return document.querySelector<HTMLElement>(`main a[href="${CSS.escape(href)}"]`);
}

/** Back leads to where one was: to the row that was opened, and to what was searched for. */
function keepPlace(): void {
  document.addEventListener("click", (event) => {
    const href = event.target instanceof Element ? event.target.closest("main a[href]")?.getAttribute("href") : null;
    if (href) sessionStorage.setItem(PLACE(), href);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const form = document.querySelector<HTMLFormElement>("main form:has([hx-target='#results'])");
    if (!form || !(event.target instanceof Element) || event.target.id !== "results") return;
    const asked = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    history.replaceState(history.state, "", `${form.action}?${asked}`);
  });
}

export function startLive(): void {
  // where there is room for the preview, the next thing to do is in it from the start
  document.addEventListener("DOMContentLoaded", () => {
    const left = leftBy();
    left?.focus();
    const preview = document.querySelector("#preview");
    if (!preview || getComputedStyle(preview).display === "none") return;
    (left ?? linkOf(document.querySelector("[data-row]")))?.dispatchEvent(new CustomEvent("preview"));
  });
  const toasts = document.querySelector("#toasts");
  keepFocus();
  keepPlace();
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, () => {
      const words = document.body.dataset.lost;
      if (!toasts || !words || toasts.querySelector("[data-lost]")) return;
      const toast = document.createElement("div");
      toast.className = "toast toast-bad";
      toast.dataset.lost = "";
      toast.textContent = words;
      toasts.append(toast);
      setTimeout(() => toast.remove(), 8000);
    });
  }
  // a word about what was done goes away by itself, later where it can be undone; a failure stays
  for (const toast of document.querySelectorAll(".toast-good")) {
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
    setTimeout(leave, toast.querySelector("form") ? 12_000 : 6000);
  }
}
