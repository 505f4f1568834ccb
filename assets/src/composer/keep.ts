// Keeps what is typed: in the browser at once, on the server a second after typing stops and when the page is left. What the
// server could not take (a session that has ended, no connection) stays in the browser until it has.

const PAUSE_MS = 1000;

export class Keeper {
  private timer = 0;
  private sent = false;
  private saved: string;
  private readonly shown: Element | null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly area: HTMLTextAreaElement,
    private readonly kind: () => string,
  ) {
    this.saved = area.value;
    this.shown = form.querySelector("[data-kept]");
  }

  private key(kind: string): string {
    return `draft ${location.pathname} ${kind}`;
  }

  /** What the server has not got yet. */
  restore(): string | undefined {
    const kept = localStorage.getItem(this.key(this.kind()));
    if (!kept || kept === this.area.value) return undefined;
    queueMicrotask(() => this.typed());
    return kept;
  }

  typed(): void {
    const text = this.area.value;
    if (text.trim()) localStorage.setItem(this.key(this.kind()), text);
    else localStorage.removeItem(this.key(this.kind()));
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(this.kind(), this.kind()), PAUSE_MS);
  }

  private body(kind: string, was: string): URLSearchParams {
    const field = (name: string) => this.form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "";
    return new URLSearchParams({ csrf: field("csrf"), form: field("form"), kind, was, body: this.area.value });
  }

  async save(kind: string, was: string): Promise<void> {
    clearTimeout(this.timer);
    const url = this.form.dataset.draft;
    if (!url || this.sent) return;
    const text = this.area.value;
    try {
      const answer = await fetch(url, { method: "POST", body: this.body(kind, was), redirect: "error", headers: { "hx-request": "true" } });
      if (!answer.ok) return;
      this.saved = text;
      if (localStorage.getItem(this.key(kind)) === text) localStorage.removeItem(this.key(kind));
      if (this.shown) this.shown.textContent = await answer.text();
    } catch {
      // It stays in the browser.
    }
  }

  /** The form is on its way: the server has the text, or gives it back. */
  leave(): void {
    this.sent = true;
    clearTimeout(this.timer);
    for (const kind of ["reply", "note"]) {
      if (localStorage.getItem(this.key(kind)) === this.area.value) localStorage.removeItem(this.key(kind));
    }
    localStorage.removeItem(this.key(this.kind()));
  }

  last(): void {
    const url = this.form.dataset.draft;
    if (!url || this.sent || this.area.value === this.saved) return;
    navigator.sendBeacon(url, this.body(this.kind(), this.kind()));
  }
}
