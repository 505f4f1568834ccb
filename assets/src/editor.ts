// The editor in the place of the textarea: what Markdown means is seen while it is written. Loaded by itself, after the page.
// It writes Markdown into the textarea with every change, so that the form never knows the difference.
import { Editor, Extension } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import Paragraph from "@tiptap/extension-paragraph";
import { Markdown } from "@tiptap/markdown";
import StarterKit from "@tiptap/starter-kit";
import type { Face } from "./composer";
import type { Files } from "./composer/files";

export function startEditor(form: HTMLFormElement, area: HTMLTextAreaElement, files: Files): Face {
  const label = form.querySelector<HTMLLabelElement>(`label[for="${area.id}"]`);
  const holder = document.createElement("div");
  holder.className = "editor";
  area.before(holder);
  const focused = document.activeElement === area;

  // A picture is named in the text by its file; the page shows it from the address of the file.
  const address = (src: string) => files.all().find((file) => src === `file:${file.id}`)?.url ?? src;
  const Picture = Image.extend({
    addAttributes() {
      return {
        ...this.parent?.(),
        src: { default: null, renderHTML: ({ src }: { src: string }) => ({ src: address(src) }) },
      };
    },
  }).configure({ inline: true });
  // A picture that stands alone is a paragraph too.
  const Lines = Paragraph.extend({
    parseMarkdown(token, helpers) {
      const tokens = token.tokens ?? [];
      const alone = tokens.length === 1 && tokens[0].type === "image";
      if (alone) return helpers.createNode("paragraph", undefined, helpers.parseInline(tokens));
      return this.parent?.(token, helpers) ?? [];
    },
  });
  const Keys = Extension.create({
    name: "composerKeys",
    addKeyboardShortcuts() {
      return {
        "Mod-Enter": () => {
          form.requestSubmit();
          return true;
        },
        "Mod-k": () => link(),
      };
    },
  });

  const editor = new Editor({
    element: holder,
    injectCSS: false,
    extensions: [
      StarterKit.configure({ paragraph: false, underline: false, link: { openOnClick: false, autolink: true, defaultProtocol: "https" } }),
      Lines,
      Picture,
      Markdown,
      Keys,
    ],
    content: area.value,
    contentType: "markdown",
    editorProps: {
      attributes: {
        class: "rich",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.textContent?.trim() ?? "",
        dir: "auto",
      },
    },
    onUpdate: ({ editor: now }) => {
      area.value = now.getMarkdown();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => pressed(),
  });

  function link(): boolean {
    const known = (editor.getAttributes("link").href as string | undefined) ?? "";
    if (known) return editor.chain().focus().unsetLink().run();
    const { from, to, empty } = editor.state.selection;
    const chosen = empty ? "" : editor.state.doc.textBetween(from, to);
    const url = /^(https?:|mailto:)/.test(chosen) ? chosen : "https://";
    // Written as Markdown: the address is typed where it will stand.
    if (empty || url === "https://") return editor.chain().focus().insertContent(`[${chosen || "…"}](https://)`).run();
    return editor.chain().focus().setLink({ href: url }).run();
  }

  const commands: Record<string, () => boolean> = {
    bold: () => editor.chain().focus().toggleBold().run(),
    italic: () => editor.chain().focus().toggleItalic().run(),
    bulletList: () => editor.chain().focus().toggleBulletList().run(),
    orderedList: () => editor.chain().focus().toggleOrderedList().run(),
    blockquote: () => editor.chain().focus().toggleBlockquote().run(),
    codeBlock: () => editor.chain().focus().toggleCodeBlock().run(),
    undo: () => editor.chain().focus().undo().run(),
    link,
  };
  const tools = form.querySelector<HTMLElement>("[data-tools]");
  function pressed(): void {
    for (const button of tools?.querySelectorAll<HTMLElement>("[data-mark]") ?? []) {
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(editor.isActive(button.dataset.mark ?? "")));
    }
  }
  for (const button of tools?.querySelectorAll<HTMLElement>("[data-mark]") ?? []) {
    button.hidden = false;
    button.addEventListener("click", () => commands[button.dataset.mark ?? ""]?.());
  }

  // The textarea stays in the form and is what is sent; it is neither seen nor reached, so it may not be required.
  area.required = false;
  area.hidden = true;
  if (focused) editor.commands.focus("end");
  label?.addEventListener("click", () => editor.commands.focus());

  return {
    element: editor.view.dom as HTMLElement,
    text: () => area.value,
    set: (text) => editor.commands.setContent(text, { contentType: "markdown", emitUpdate: true }),
    // at once: the editor's own command waits for a frame, and a key that is pressed meanwhile would be the page's
    focus: () => editor.view.focus(),
    insert: (markdown) => editor.commands.insertContent(markdown, { contentType: "markdown" }),
    picture: (name, id) => {
      editor.chain().focus().insertContent({ type: "image", attrs: { src: `file:${id}`, alt: name } }).run();
    },
    before: () => {
      const { $from } = editor.state.selection;
      return $from.parent.textBetween(0, $from.parentOffset, "\n", " ");
    },
    replace: (count, text) => {
      const { from } = editor.state.selection;
      editor.chain().focus().deleteRange({ from: from - count, to: from }).insertContent(text).run();
    },
  };
}
