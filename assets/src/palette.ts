// The palette: every place, every action of the page and whatever the desk finds, from one line. It does nothing itself; it
// presses what the page has (`data-key`, `data-command`, menus) and follows links, so it can do no more than the page can.

import { named, reachable, title } from "./name";

type Command = { name: string; more: string; key: string; run: () => void };

/** Without case, accents and the difference between ß and ss. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

function command(element: HTMLElement, more?: string): Command {
  const [name, value] = named(element);
  return { name, more: more ?? value, key: element.dataset.key ?? "", run: () => element.click() };
}

/** What can be done on this page. */
function actions(): Command[] {
  const own = [...document.querySelectorAll<HTMLElement>("[data-key], [data-command]")];
  const menus = [...document.querySelectorAll<HTMLElement>("main .menu .menu-item")];
  const sides = [...document.querySelectorAll<HTMLInputElement>("#compose [name=kind]")];
  return [
    ...own.filter(reachable).map((element) => command(element)),
    ...menus.map((element) => command(element, title(element.closest(".menu")))),
    ...sides.map((side) => ({
      name: named(side.closest("label") ?? side)[0],
      more: "",
      key: side.value === "note" ? "n" : "r",
      run: () => document.dispatchEvent(new CustomEvent("write", { detail: side.value })),
    })),
  ];
}

function places(): Command[] {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-go], main nav.tabs a")];
  return links.map((link) => ({ ...command(link), key: link.dataset.go ? `g ${link.dataset.go}` : "" }));
}

function choices(): Command[] {
  const buttons = [...document.querySelectorAll<HTMLElement>(".preferences button[aria-pressed=false], .signed-in button")];
  return buttons.map((button) => command(button, button.closest("[role=group]")?.getAttribute("aria-label") ?? ""));
}

/** Commands of which every word that was typed begins a word; those that begin with it come first. */
function matching(commands: Command[], typed: string): Command[] {
  const asked = fold(typed).split(/\s+/).filter(Boolean);
  const fits = (text: string) => asked.every((word) => text.startsWith(word) || text.includes(` ${word}`));
  const found = commands.filter((one) => one.name && fits(fold(`${one.name} ${one.more}`)));
  const first = (one: Command) => (fold(one.name).startsWith(asked[0] ?? "") ? 0 : 1);
  return found.sort((a, b) => first(a) - first(b));
}

const MOST = 9;

export function startPalette(): void {
  const palette = document.querySelector<HTMLDialogElement>("#palette");
  const input = document.querySelector<HTMLInputElement>("#palette-input");
  const list = document.querySelector<HTMLElement>("#palette-list");
  const found = document.querySelector<HTMLElement>("#palette-found");
  const none = document.querySelector<HTMLElement>("#palette-none");
  if (!palette || !input || !list || !found || !none) return;
  const groups: [HTMLElement | null, () => Command[]][] = [
    [document.querySelector("#palette-actions"), actions],
    [document.querySelector("#palette-places"), places],
    [document.querySelector("#palette-settings"), choices],
  ];
  const known = new Map<HTMLElement, Command[]>();
  let asking: AbortController | null = null;
  let soon = 0;

  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const active = () => list.querySelector<HTMLElement>("[aria-selected=true]");

  function choose(option: HTMLElement | undefined): void {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input?.setAttribute("aria-activedescendant", option.id);
    else input?.removeAttribute("aria-activedescendant");
  }

  function number(): void {
    options().forEach((option, at) => {
      option.id = `palette-${at}`;
    });
    if (!active()) choose(options()[0]);
    else choose(active() ?? undefined);
    if (none) none.hidden = options().length > 0 || asking !== null;
  }

  function draw(group: HTMLElement, commands: Command[]): void {
    group.querySelectorAll("[role=option]").forEach((option) => option.remove());
    for (const one of commands.slice(0, MOST)) {
      const option = document.createElement("div");
      option.className = "option";
      option.setAttribute("role", "option");
      const name = document.createElement("span");
      name.className = "option-name";
      name.textContent = one.name;
      const more = document.createElement("span");
      more.className = "option-more soft";
      more.textContent = one.more;
      option.append(name, more);
      if (one.key) {
        const key = document.createElement("kbd");
        key.textContent = one.key;
        option.append(key);
      }
      option.addEventListener("click", () => {
        // closing gives the focus back first, so that what is pressed may take it
        palette?.close();
        one.run();
      });
      group.append(option);
    }
    group.hidden = commands.length === 0;
  }

  async function ask(typed: string): Promise<void> {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const url = `${list?.dataset.url}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(url, { signal: mine.signal, headers: { "hx-request": "true" } });
      if (answer.ok && found) found.innerHTML = await answer.text();
    } catch {
      // asked again, or no answer: what the page itself can do is still listed
    }
    if (asking !== mine) return;
    asking = null;
    number();
  }

  function refresh(): void {
    const typed = input?.value.trim() ?? "";
    choose(undefined);
    for (const [group, commands] of known) draw(group, matching(commands, typed));
    clearTimeout(soon);
    if (typed === "") {
      asking?.abort();
      asking = null;
      found?.replaceChildren();
    } else {
      // a short word is asked for at once; while somebody types on, only the last one is
      asking ??= new AbortController();
      soon = window.setTimeout(() => void ask(typed), 60);
    }
    number();
  }

  function open(): void {
    if (!palette || !input || palette.open) return;
    for (const [group, commands] of groups) if (group) known.set(group, commands());
    input.value = "";
    palette.showModal();
    refresh();
    input.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    // a rich text field has Ctrl-K for links, as everywhere
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (palette.open) palette.close();
    else if (!document.querySelector("dialog:modal")) open();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-palette]")) open();
  });
  input.addEventListener("input", refresh);
  input.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((option) => option === active());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length > 0) {
      event.preventDefault();
      choose(all[(at + step + all.length) % all.length]);
    }
    if (event.key !== "Enter") return;
    const chosen = active();
    // without a choice the form goes to the search
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
    if (option && option !== active()) choose(option);
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette || (event.target as Element).closest("[data-close]")) palette.close();
  });
}
