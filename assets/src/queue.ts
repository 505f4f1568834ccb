// Picking tickets, and moving cards on the board. All of it is forms and links that work without: this picks by key, keeps
// what was picked when the list is exchanged, and lets cards be dragged.

const picks = () => [...document.querySelectorAll<HTMLInputElement>("input[data-pick]")];

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && target.type === "checkbox") return false;
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** Shows how many are picked; the bar can do nothing without any. */
function count(): void {
  const bar = document.querySelector<HTMLFieldSetElement>("[data-many]");
  if (!bar) return;
  const picked = picks().filter((pick) => pick.checked).length;
  bar.disabled = picked === 0;
  const words = bar.querySelector("[data-many-count]");
  if (words) words.textContent = String(picked);
}

let last: HTMLInputElement | null = null;

/** Turns one, and with Shift all between it and the one before. */
function pick(box: HTMLInputElement, through: boolean): void {
  const all = picks();
  const from = last ? all.indexOf(last) : -1;
  const to = all.indexOf(box);
  if (through && from >= 0) {
    for (const between of all.slice(Math.min(from, to), Math.max(from, to) + 1)) between.checked = box.checked;
  }
  last = box;
  count();
}

const focusedBox = () =>
  document.activeElement?.closest("[data-row]")?.querySelector<HTMLInputElement>("input[data-pick]") ?? null;

function pickByKey(event: KeyboardEvent): boolean {
  if (event.key.toLowerCase() === "x") {
    const box = focusedBox();
    if (!box) return false;
    if (!event.shiftKey) box.checked = !box.checked;
    else box.checked = true;
    pick(box, event.shiftKey);
    return true;
  }
  if (event.key === "*") {
    const all = picks();
    const every = all.every((box) => box.checked);
    for (const box of all) box.checked = !every;
    count();
    return all.length > 0;
  }
  if (event.key === "Escape") {
    const picked = picks().filter((box) => box.checked);
    for (const box of picked) box.checked = false;
    count();
    return picked.length > 0;
  }
  // acting without having picked anything means the row in focus
  if (/^[astwem]$/.test(event.key) && document.querySelector("[data-many]") && !picks().some((box) => box.checked)) {
    const box = focusedBox();
    if (box) {
      box.checked = true;
      pick(box, false);
    }
  }
  return false;
}

function cardIn(column: Element | null, at: number): HTMLElement | null {
  const cards = [...(column?.querySelectorAll<HTMLElement>("[data-card] .card-what") ?? [])];
  return cards[Math.min(Math.max(at, 0), cards.length - 1)] ?? null;
}

const STEPS: Record<string, [number, number]> = {
  j: [0, 1], ArrowDown: [0, 1], k: [0, -1], ArrowUp: [0, -1],
  l: [1, 0], ArrowRight: [1, 0], h: [-1, 0], ArrowLeft: [-1, 0],
};

function moveFocus([across, down]: [number, number]): boolean {
  const columns = [...document.querySelectorAll("[data-column]")];
  const card = document.activeElement?.closest("[data-card]");
  if (!card) {
    const first = columns.map((column) => cardIn(column, 0)).find((found) => found !== null);
    first?.focus();
    return first !== undefined;
  }
  const column = card.closest("[data-column]");
  const at = [...(column?.querySelectorAll("[data-card]") ?? [])].indexOf(card);
  if (across === 0) {
    cardIn(column, at + down)?.focus();
    return true;
  }
  // columns without cards are passed over
  for (let next = columns.indexOf(column as Element) + across; next >= 0 && next < columns.length; next += across) {
    const found = cardIn(columns[next], at);
    if (found) {
      found.focus();
      break;
    }
  }
  return true;
}

/** On the board w waits or goes on, e resolves or closes. */
function moveCard(key: string): boolean {
  const card = document.activeElement?.closest("[data-card]");
  const ways = { w: ["waiting", "open"], e: ["resolved", "closed"], o: ["open"] }[key];
  if (!card || !ways) return false;
  for (const to of ways) {
    const button = card.querySelector<HTMLElement>(`[data-move="${to}"]`);
    if (button) {
      button.click();
      return true;
    }
  }
  return false;
}

/** Where the tabs are wider than the page, the one that is shown stands in sight. */
function showTab(): void {
  const tab = document.querySelector<HTMLElement>(".tabs [aria-current=page]");
  const tabs = tab?.closest<HTMLElement>(".tabs");
  if (!tab || !tabs) return;
  const [inner, outer] = [tab.getBoundingClientRect(), tabs.getBoundingClientRect()];
  if (inner.left < outer.left || inner.right > outer.right) tabs.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}

function drag(): void {
  let dragged: HTMLElement | null = null;
  let missed = false;
  // the board is not exchanged while a card of it is in the hand; afterwards it catches up
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ target: Element; shouldSwap: boolean }>).detail;
    if (!dragged || !detail.target.matches("[data-board]")) return;
    detail.shouldSwap = false;
    missed = true;
  });
  document.addEventListener("dragstart", (event) => {
    dragged = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-card]") : null;
    dragged?.classList.add("dragged");
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    document.querySelector(".drop-here")?.classList.remove("drop-here");
    dragged = null;
    if (missed) document.querySelector("[data-board]")?.dispatchEvent(new CustomEvent("sse:queue"));
    missed = false;
  });
  document.addEventListener("dragover", (event) => {
    const column = event.target instanceof Element ? event.target.closest("[data-column]") : null;
    if (!dragged || !column) return;
    event.preventDefault();
    if (column.classList.contains("drop-here")) return;
    document.querySelector(".drop-here")?.classList.remove("drop-here");
    column.classList.add("drop-here");
  });
  document.addEventListener("drop", (event) => {
    const column = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-column]") : null;
    const form = dragged?.querySelector("form");
    if (!dragged || !form || !column || column.contains(dragged)) return;
    event.preventDefault();
    // what is not allowed is refused by the server, which says why
    const to = document.createElement("input");
    to.type = "hidden";
    to.name = "to";
    to.value = column.dataset.column ?? "";
    form.append(to);
    form.submit();
  });
}

/** What opens takes the focus, so that keys go on in it; not what was open when the page came. */
function enter(): void {
  let acted = false;
  document.addEventListener("keydown", () => (acted = true), true);
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (!acted || !(opened instanceof HTMLDetailsElement) || !opened.open || !opened.matches(".filter-bar > details")) return;
    opened.querySelector<HTMLElement>("input:not([type=hidden]), select")?.focus();
  }, true);
}

export function startQueue(): void {
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches("[data-pick]")) count();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLInputElement && event.target.matches("[data-pick]"))) return;
    pick(event.target, event.shiftKey);
    // after the mouse, keys go on from the row
    if (event.detail > 0) event.target.closest("[data-row]")?.querySelector<HTMLElement>("a")?.focus();
  });
  document.addEventListener("reset", () => setTimeout(count));
  let going = 0;
  document.addEventListener("keydown", (event) => {
    // a letter after "g" is a place
    const place = event.timeStamp < going;
    going = event.key === "g" && !place ? event.timeStamp + 1500 : 0;
    if (place) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal, [popover]:popover-open")) return;
    if (typing(event.target) || event.defaultPrevented) return;
    const step = document.querySelector("[data-board]") ? STEPS[event.key] : undefined;
    const done = step ? moveFocus(step) : document.querySelector("[data-board]") ? moveCard(event.key) : pickByKey(event);
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  // a list that is exchanged keeps what was picked, and tabs stay where they were moved to
  let kept: string[] = [];
  let scrolled = 0;
  document.addEventListener("htmx:beforeSwap", () => {
    scrolled = document.querySelector(".tabs")?.scrollLeft ?? 0;
    kept = picks().filter((box) => box.checked).map((box) => box.name);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const box of picks()) if (kept.includes(box.name)) box.checked = true;
    count();
    const tabs = document.querySelector(".tabs");
    if (tabs) tabs.scrollLeft = scrolled;
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-many-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of picks()) box.checked = true;
      count();
    });
  }
  enter();
  drag();
  count();
  showTab();
}
