// Keys for those who live in the queue. A key never does what no button on the page does: it moves
// the focus or presses what carries `data-key`.

import { named, reachable } from "./name";

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

function move(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row] a")];
  if (links.length === 0) return;
  const here = links.findIndex((link) => link === document.activeElement);
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  next.focus();
  next.dispatchEvent(new CustomEvent("preview"));
}

function write(kind: string): void {
  const composer = document.querySelector<HTMLFormElement>("#compose");
  if (!composer) return;
  const side = composer.querySelector<HTMLInputElement>(`[name=kind][value=${kind}]`);
  if (side && !side.checked) {
    side.checked = true;
    side.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (getComputedStyle(composer).display === "none") location.hash = "compose";
  composer.querySelector<HTMLElement>(".tiptap, textarea")?.focus();
}

function press(key: string): boolean {
  const target = document.querySelector<HTMLElement>(`[data-key="${key}"]`);
  // a menu that closes gives the focus back to what opened it
  if (target?.hasAttribute("popovertarget")) target.focus();
  target?.click();
  return target !== null;
}

/** The keys that this page has: those of everywhere, and those of what stands on it. */
function showKeys(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#keys");
  const list = dialog?.querySelector("#keys-page");
  if (!dialog || !list) return;
  for (const row of dialog.querySelectorAll<HTMLElement>("[data-needs]")) {
    row.hidden = !document.querySelector(row.dataset.needs ?? "");
  }
  const here = [...document.querySelectorAll<HTMLElement>("[data-key]")].filter(reachable);
  const rows = here.map((control) => {
    const row = document.createElement("div");
    const key = document.createElement("dt");
    key.append(Object.assign(document.createElement("kbd"), { textContent: control.dataset.key }));
    const name = Object.assign(document.createElement("dd"), { textContent: named(control)[0] });
    row.append(key, name);
    return row;
  });
  list.replaceChildren(...rows);
  dialog.showModal();
}

function act(key: string): boolean {
  switch (key) {
    case "j":
      move(1);
      return true;
    case "k":
      move(-1);
      return true;
    case "/": {
      const search = document.querySelector<HTMLInputElement>("[data-search]");
      if (!search) {
        const page = document.querySelector<HTMLElement>("[data-to-search]");
        page?.click();
        return page !== null;
      }
      search.focus();
      search.select();
      return true;
    }
    case "r":
      write("reply");
      return true;
    case "n":
      write("note");
      return true;
    case "?":
      showKeys();
      return true;
    default:
      return /^[a-z]$/.test(key) && press(key);
  }
}

export function startKeys(): void {
  document.addEventListener("write", (event) => write((event as CustomEvent<string>).detail));
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") {
        // A browser empties a search field on Escape; what was found stays, to be walked through.
        if (event.target instanceof HTMLInputElement && event.target.type === "search") event.preventDefault();
        (event.target as HTMLElement).blur();
      }
      return;
    }
    // "g" waits a second and a half for the letter of a place
    if (event.timeStamp < going) {
      going = 0;
      const place = document.querySelector<HTMLElement>(`[data-go="${CSS.escape(event.key)}"]`);
      if (place) {
        event.preventDefault();
        place.click();
        return;
      }
    }
    if (event.key === "g") {
      going = event.timeStamp + 1500;
      return;
    }
    if (act(event.key)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-keys]")) showKeys();
  });
  // Ctrl-Enter sends what is being written
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (event.target instanceof HTMLTextAreaElement) event.target.form?.requestSubmit();
  });
}
