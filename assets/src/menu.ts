// Menus by keyboard: the item that holds has the focus, arrows and first letters move it.

function items(menu: Element): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>(".menu-item")];
}

export function startMenus(): void {
  // "toggle" does not bubble
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]") || !menu.matches(":popover-open")) return;
      if (menu.contains(document.activeElement)) return;
      const all = items(menu);
      (menu.querySelector<HTMLElement>("input:not([type=hidden])") ?? all.find((item) => item.ariaCurrent === "true") ?? all[0])?.focus();
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const menu = event.target instanceof HTMLElement ? event.target.closest(".menu[popover]") : null;
    if (!menu || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = items(menu);
    const here = all.indexOf(event.target as HTMLElement);
    const last = all.length - 1;
    const to = { ArrowDown: here === last ? 0 : here + 1, ArrowUp: here <= 0 ? last : here - 1, Home: 0, End: last }[event.key];
    const writes = event.target instanceof HTMLInputElement;
    if (to !== undefined && !(writes && (event.key === "Home" || event.key === "End"))) {
      event.preventDefault();
      all[to]?.focus();
      return;
    }
    if (writes && event.key === "Enter") {
      // the menu's own button, not the first one of the form
      const own = menu.querySelector<HTMLElement>(".primary");
      if (!own) return;
      event.preventDefault();
      own.click();
      return;
    }
    if (writes || !/^[\p{L}\p{N}]$/u.test(event.key)) return;
    // a letter goes to the next item that begins with it, and to no key of the page
    event.preventDefault();
    event.stopPropagation();
    const round = [...all.slice(here + 1), ...all.slice(0, here + 1)];
    round.find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }, true);
}
