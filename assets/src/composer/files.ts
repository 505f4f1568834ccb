// Files of a composer: chosen, pasted or dropped, sent at once, listed below the text.

/** A file that the server has. */
export type Attached = { id: string; name: string; url: string; picture: boolean };

export class Files {
  private readonly list: HTMLElement | null;
  private readonly input: HTMLInputElement | null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly kind: () => string,
    private readonly added: (file: Attached) => void,
  ) {
    this.list = form.querySelector("[data-attached]");
    this.input = form.querySelector<HTMLInputElement>("input[type=file]");
    this.input?.addEventListener("change", () => {
      const chosen = [...(this.input?.files ?? [])];
      if (this.input) this.input.value = "";
      void this.send(chosen, false);
    });
    form.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("dropping");
    });
    form.addEventListener("dragleave", () => form.classList.remove("dropping"));
    form.addEventListener("drop", (event) => {
      form.classList.remove("dropping");
      this.take(event, event.dataTransfer);
    });
    form.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-remove]") : null;
      if (!button) return;
      event.preventDefault();
      void this.ask(button.formAction, this.fields()).then(() => this.input?.focus());
    });
  }

  /** Files of a paste or a drop; text goes where it was meant to go. */
  private take(event: Event, from: DataTransfer | null): void {
    const files = [...(from?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    void this.send(files, true);
  }

  private fields(): FormData {
    const data = new FormData();
    for (const name of ["csrf", "form", "was"]) {
      data.append(name, this.form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "");
    }
    data.append("kind", this.kind());
    data.append("by", "script");
    return data;
  }

  all(): Attached[] {
    return [...(this.list?.querySelectorAll<HTMLElement>("[data-file]") ?? [])].map((item) => ({
      id: item.dataset.file ?? "",
      name: item.dataset.name ?? "",
      url: item.dataset.url ?? "",
      picture: item.dataset.picture !== undefined,
    }));
  }

  private async ask(url: string, body: FormData): Promise<void> {
    try {
      const answer = await fetch(url, { method: "POST", body, redirect: "error", headers: { "hx-request": "true" } });
      if (answer.ok && this.list) this.list.innerHTML = await answer.text();
      else this.lost();
    } catch {
      this.lost();
    }
  }

  private lost(): void {
    const words = document.createElement("p");
    words.className = "wrong";
    words.setAttribute("role", "alert");
    words.textContent = document.body.dataset.lost ?? "";
    this.list?.prepend(words);
  }

  private async send(files: File[], within: boolean): Promise<void> {
    if (files.length === 0) return;
    const before = new Set(this.all().map((file) => file.id));
    const body = this.fields();
    // A pasted picture has no name of its own.
    for (const file of files) body.append("file", file, file.name || "picture.png");
    this.form.setAttribute("aria-busy", "true");
    await this.ask(this.form.dataset.files ?? "", body);
    this.form.removeAttribute("aria-busy");
    for (const file of this.all()) if (within && !before.has(file.id)) this.added(file);
  }

  async reload(): Promise<void> {
    const url = `${this.form.dataset.files}?kind=${this.kind()}`;
    try {
      const answer = await fetch(url, { headers: { "hx-request": "true" } });
      if (answer.ok && this.list) this.list.innerHTML = await answer.text();
    } catch {
      // The list stays as it was; the server knows what belongs to what.
    }
  }
}
