// What moves by itself: a queue that was replaced keeps the row in focus, and an answer that
// failed says so instead of being silent.

export function startLive(): void {
  // where there is room for the preview, the next thing to do is in it from the start
  document.addEventListener("DOMContentLoaded", () => {
    const preview = document.querySelector("#preview");
    if (!preview || getComputedStyle(preview).display === "none") return;
    document.querySelector("[data-row] a")?.dispatchEvent(new CustomEvent("preview"));
  });
  const toasts = document.querySelector("#toasts");
  const focused = { url: "" };
  document.addEventListener("htmx:beforeSwap", () => {
    const row = document.activeElement?.closest("[data-row] a");
    focused.url = row?.getAttribute("href") ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!focused.url || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-row] a[href="${CSS.escape(focused.url)}"]`)?.focus();
  });
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
