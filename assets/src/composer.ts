// The composer: keeps what is typed, takes files, offers names and texts, quotes. The textarea of the form is the truth;
// the editor that is loaded after the page only shows it richer, and everything here works without it.
import { type Attached, Files } from "./composer/files";
import { Keeper } from "./composer/keep";
import { startOffers } from "./composer/offers";

/** What one writes in: the textarea, or the editor in its place. */
export interface Face {
  text(): string;
  set(text: string): void;
  focus(): void;
  /** Markdown where the cursor is. */
  insert(markdown: string): void;
  /** A picture among the files of the form. */
  picture(name: string, id: string): void;
  /** The line up to the cursor. */
  before(): string;
  /** Replaces so many characters before the cursor. */
  replace(count: number, text: string): void;
  /** What keys are pressed in. */
  element: HTMLElement;
}

function plain(area: HTMLTextAreaElement): Face {
  const changed = () => area.dispatchEvent(new Event("input", { bubbles: true }));
  return {
    element: area,
    text: () => area.value,
    set: (text) => {
      area.value = text;
    },
    focus: () => area.focus(),
    insert: (markdown) => {
      area.setRangeText(markdown, area.selectionStart, area.selectionEnd, "end");
      changed();
    },
    picture: (name, id) => {
      area.setRangeText(`![${name}](file:${id})\n`, area.selectionStart, area.selectionEnd, "end");
      changed();
    },
    before: () => area.value.slice(0, area.selectionStart).split("\n").pop() ?? "",
    replace: (count, text) => {
      area.setRangeText(text, area.selectionStart - count, area.selectionStart, "end");
      changed();
    },
  };
}

/** What was selected in a message, or all of the last one, as a quote. */
function quoted(last: string): string {
  const selection = getSelection();
  const node = selection?.anchorNode;
  const within = node instanceof Element ? node : node?.parentElement;
  const text = within?.closest("[data-message]") ? selection?.toString().trim() : "";
  const words = text || last || document.querySelector<HTMLElement>("[data-message]:last-of-type .words")?.innerText || "";
  return words
    .trim()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

function start(form: HTMLFormElement, area: HTMLTextAreaElement): void {
  const kinds = [...form.querySelectorAll<HTMLInputElement>("[name=kind]")];
  const was = form.querySelector<HTMLInputElement>("[name=was]");
  const kind = () => kinds.find((one) => one.checked)?.value ?? "reply";
  let face = plain(area);
  const keeper = new Keeper(form, area, kind);
  const files = new Files(form, kind, (attached: Attached) => {
    if (attached.picture) face.picture(attached.name.replace(/[[\]]/g, ""), attached.id);
  });
  const restored = keeper.restore();
  if (restored !== undefined) face.set(restored);

  area.addEventListener("input", () => keeper.typed());
  // Begun as a reply, meant as a note: the text goes along, unless there is one of the other kind already.
  let other = form.dataset.other ?? "";
  for (const one of kinds) {
    one.addEventListener("change", async () => {
      const before = was?.value ?? "reply";
      if (other) {
        const text = area.value;
        await keeper.save(before, before);
        face.set(other);
        other = text;
      } else {
        await keeper.save(kind(), before);
      }
      if (was) was.value = kind();
      await files.reload();
    });
  }
  form.addEventListener("submit", () => keeper.leave());
  addEventListener("pagehide", () => keeper.last());

  let selected = "";
  document.addEventListener("selectionchange", () => {
    const node = getSelection()?.anchorNode;
    const within = node instanceof Element ? node : node?.parentElement;
    if (within?.closest("[data-message]")) selected = getSelection()?.toString().trim() ?? "";
  });
  form.querySelector("[data-quote]")?.addEventListener("click", () => {
    if (getComputedStyle(form).display === "none") location.hash = "compose";
    const quote = quoted(selected);
    selected = "";
    face.focus();
    face.insert(`${quote}\n\n`);
  });

  // A canned reply is shown with what it does before it is taken.
  const preview = form.querySelector<HTMLElement>("[data-preview]");
  const canned = form.querySelector<HTMLInputElement>("[name=canned]");
  const chosen = form.querySelector<HTMLElement>("[data-chosen]");
  const away = () => {
    preview?.replaceChildren();
    face.focus();
  };
  form.addEventListener("click", async (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest<HTMLAnchorElement>("[data-canned]");
    if (link && preview) {
      event.preventDefault();
      link.closest<HTMLElement>("[popover]")?.hidePopover();
      try {
        const answer = await fetch(link.dataset.canned ?? "", { headers: { "hx-request": "true" } });
        if (!answer.ok) throw new Error(String(answer.status));
        preview.innerHTML = await answer.text();
        preview.querySelector<HTMLElement>("[data-insert]")?.focus();
      } catch {
        location.href = link.href;
      }
      return;
    }
    if (target?.closest("[data-cancel]")) away();
    if (target?.closest("[data-drop]") && canned && chosen) {
      canned.value = "";
      chosen.hidden = true;
      face.focus();
    }
    if (target?.closest("[data-insert]")) {
      const shown = preview?.querySelector<HTMLElement>("[data-id]");
      const text = shown?.querySelector("[data-text]")?.textContent ?? "";
      const then = form.querySelector<HTMLSelectElement>("[name=then]");
      if (then && shown?.dataset.then && shown.dataset.then !== "keep") then.value = shown.dataset.then;
      if (canned && chosen && shown?.dataset.acts) {
        canned.value = shown.dataset.id ?? "";
        const words = chosen.querySelector("[data-acts]");
        if (words) words.textContent = shown.dataset.acts;
        chosen.hidden = false;
      }
      away();
      face.insert(text);
    }
  });
  preview?.addEventListener("keydown", (event) => {
    if (event.key === "Escape") away();
  });

  const offers = startOffers(form, kind, () => face);
  offers.watch(area);

  // The editor comes once the page stands, so that nobody waits for it.
  const url = form.dataset.editor;
  const load = async () => {
    if (!url) return;
    try {
      const { startEditor } = await import(url);
      face = startEditor(form, area, files) as Face;
      offers.watch(face.element);
    } catch {
      // Without it one writes in the textarea.
    }
  };
  if ("requestIdleCallback" in window) requestIdleCallback(() => void load(), { timeout: 1500 });
  else setTimeout(() => void load(), 200);
}

const form = document.querySelector<HTMLFormElement>("#compose");
const area = form?.querySelector<HTMLTextAreaElement>("textarea[name=body]");
if (form && area) start(form, area);
