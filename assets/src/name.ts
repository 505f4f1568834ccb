// What a control is called: for the palette and for the list of keys.

function words(element: Element): string {
  const said = element.getAttribute("aria-label");
  if (said) return said;
  // keys, counts and what only screen readers hear are not the name
  const copy = element.cloneNode(true) as Element;
  copy.querySelectorAll("kbd, .nav b, .num, .sr").forEach((part) => part.remove());
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** The title of a menu. */
export function title(menu: Element | null | undefined): string {
  const heading = menu?.querySelector(".menu-title");
  return heading ? words(heading) : "";
}

/** The name of a control, and what it stands at where it opens a menu. */
export function named(element: Element): [name: string, value: string] {
  const menu = element.getAttribute("popovertarget");
  const opens = menu ? title(document.getElementById(menu)) : "";
  return opens ? [opens, words(element)] : [words(element), ""];
}

/** Whether people can get at it: what is folded away in a menu counts, what the page does not show does not. */
export function reachable(element: HTMLElement): boolean {
  return element.closest("[popover]") !== null || element.getClientRects().length > 0;
}
