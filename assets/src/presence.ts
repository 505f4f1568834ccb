// Who else is at the ticket: a sign that the reader types, and a head that is not exchanged under their hands.

const PING_MS = 3000;

export function startPresence(): void {
  const guard = (): string => {
    const headers: unknown = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    return (headers as Record<string, string>)["x-csrf-token"] ?? "";
  };
  let last = -PING_MS;
  document.addEventListener("input", (event) => {
    const url = document.querySelector<HTMLElement>("[data-typing]")?.dataset.typing;
    if (!url || !(event.target instanceof Element) || !event.target.closest("#compose")) return;
    const now = performance.now();
    if (now - last < PING_MS) return;
    last = now;
    // Whether it arrives does not matter: the next one follows soon.
    void fetch(url, { method: "POST", headers: { "x-csrf-token": guard() } }).catch(() => undefined);
  });
  // what is open or has the focus stays; the form itself finds out what changed meanwhile
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ target: Element; shouldSwap: boolean }>).detail;
    if (!detail.target.matches("[data-steady]")) return;
    const busy = detail.target.querySelector("details[open], [popover]:popover-open, .meanwhile");
    const within = document.activeElement?.closest("[data-steady]");
    if (busy || within) detail.shouldSwap = false;
  });
}
