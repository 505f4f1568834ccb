// Writing by keyboard: the editor, drafts, files, taking back, a colleague who was faster, a session that ends.

import assert from "node:assert/strict";
import { done, look, signIn, step, text, visitor } from "./visitor.mjs";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Opens the first ticket of the queue with the keyboard, and waits for its editor. */
async function open(page) {
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.keyboard.press("j");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.waitForSelector(".tiptap");
}

const body = (page) => page.locator("textarea[name=body]").inputValue();
const kept = (page) => page.locator("[data-kept]", { hasText: /kept|gespeichert/ }).waitFor();

// A ticket whose promise is kept, so that nothing has to go out earlier than its writer wants.
let answered;

await step("an agent writes Markdown, and sees what it means", async () => {
  const page = await visitor("en-GB");
  await open(page);
  await page.keyboard.press("r");
  await page.keyboard.type("Hello **Ms Brandt**, see ");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("this");
  await page.keyboard.press("Control+b");
  await page.keyboard.press("Enter");
  await page.keyboard.type("- first");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("> quoted");
  assert.match(await body(page), /Hello \*\*Ms Brandt\*\*, see \*\*this\*\*[^]*- first\n- second[^]*> quoted/);
  assert.equal(await page.locator(".tiptap strong").count(), 2);
  await kept(page);
  await look(page, "composer");

  // A pasted picture is sent at once and stands in the text.
  await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const paste = new DataTransfer();
    paste.items.add(new File([bytes], "shot.png", { type: "image/png" }));
    document.querySelector(".tiptap").dispatchEvent(new ClipboardEvent("paste", { clipboardData: paste, bubbles: true, cancelable: true }));
  }, PNG);
  await page.locator(".tiptap img[alt='shot.png']").waitFor();
  assert.match(await body(page), /!\[shot\.png\]\(file:\d+\)/);
  await page.waitForFunction(() => document.querySelector(".tiptap img").naturalWidth === 1);

  // Another device has it too.
  await kept(page);
  await page.waitForFunction(() => Object.keys(localStorage).every((key) => !key.startsWith("draft ")));
  await page.reload();
  await page.waitForSelector(".tiptap");
  assert.match(await body(page), /Hello \*\*Ms Brandt\*\*/);
  await page.keyboard.press("r");
  await page.keyboard.press("Control+End");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
  const waiting = page.locator(".entry-waiting");
  await waiting.locator("[data-until]", { hasText: /^0:0\d$/ }).waitFor();
  assert.match(await waiting.innerText(), /wird gesendet in/);
  await Promise.all([page.waitForNavigation(), page.locator(".entry-waiting button", { hasText: "Zurückholen" }).press("Enter")]);
  await page.waitForSelector(".tiptap");
  assert.match(await body(page), /Hello \*\*Ms Brandt\*\*/, "the text is back");
  await page.keyboard.press("r");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
  await page.locator(".entry-staff strong", { hasText: "Ms Brandt" }).waitFor({ timeout: 20000 });
  assert.equal(await page.locator(".entry-waiting").count(), 0);
  assert.equal(await body(page), "", "what was sent is no draft");
  answered = page.url();
  await page.context().close();
});

await step("a note looks different, offers colleagues, and quotes", async () => {
  const page = await visitor("de-DE");
  await open(page);
  await page.keyboard.press("n");
  await page.keyboard.type("Bitte @");
  await page.locator("#composer-offers [role=option]").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.match(await body(page), /^Bitte @\p{L}+ \p{L}+/u);
  assert.match(await page.locator("[data-send]").innerText(), /Notiz speichern/);
  await look(page, "composer-note");
  await page.keyboard.press("Escape");
  await page.keyboard.press("q");
  await page.waitForFunction(() => /^> ./m.test(document.querySelector("textarea[name=body]").value));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
  await page.locator(".entry-note blockquote").last().waitFor();
  await page.context().close();
});

await step("what somebody else wrote meanwhile is read before anything is sent", async () => {
  const [one, two] = [await visitor("en-GB"), await visitor("en-GB")];
  await open(one);
  const ticket = one.url();
  await one.keyboard.press("r");
  await one.keyboard.type("From the first");
  await signIn(two, "/shop-levels/sign-in", "bela@demo-shop.example");
  await two.goto(ticket);
  await two.waitForSelector(".tiptap");
  await two.keyboard.press("r");
  await two.keyboard.type("From the second");
  await Promise.all([two.waitForNavigation(), two.keyboard.press("Control+Enter")]);
  await Promise.all([two.waitForNavigation(), two.locator(".entry-waiting button", { hasText: "Jetzt senden" }).press("Enter")]);
  await Promise.all([one.waitForNavigation(), one.keyboard.press("Control+Enter")]);
  assert.match(await text(one), /Inzwischen hat jemand anders geschrieben/);
  assert.match(await one.locator(".entry-new").innerText(), /From the second/);
  await one.waitForSelector(".tiptap");
  assert.equal(await body(one), "From the first");
  await look(one, "stale");
  await one.keyboard.press("r");
  await Promise.all([one.waitForNavigation(), one.keyboard.press("Control+Enter")]);
  assert.equal(await one.locator(".entry-waiting").count(), 1);
  await one.context().close();
  await two.context().close();
});

await step("a session that ends while writing loses nothing", async () => {
  const page = await visitor("en-GB");
  await open(page);
  const ticket = page.url();
  await page.keyboard.press("n");
  await page.context().clearCookies();
  await page.keyboard.type("Hard work of an hour");
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith("draft ")));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
  assert.match(await text(page), /Your session has ended/);
  assert.equal(await body(page), "Hard work of an hour");
  await look(page, "kept");
  await page.goto(ticket);
  await signIn(page, new URL(page.url()).pathname + new URL(page.url()).search, "alma@demo-shop.example");
  assert.match(page.url(), /tickets\/\d+$/);
  await page.context().close();
});

await step("drafts are found again, and what is planned", async () => {
  const page = await visitor("en-GB");
  await open(page);
  await page.goto(answered);
  await page.waitForSelector(".tiptap");
  await page.keyboard.press("r");
  await page.keyboard.type("For tomorrow");
  await page.locator(".send-more").press("Enter");
  await Promise.all([page.waitForNavigation(), page.locator("#later-menu button[value=tomorrow]").press("Enter")]);
  assert.match(await page.locator(".entry-waiting").innerText(), /08:00[^]*For tomorrow/);
  await look(page, "waiting");
  await page.waitForSelector(".tiptap");
  await page.keyboard.press("n");
  await page.keyboard.type("To be found");
  await kept(page);
  await page.goto("/shop-levels/drafts");
  assert.match(await text(page), /To be found/);
  await look(page, "drafts");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  const tab = await page.locator(".tabs [aria-current=page]").boundingBox();
  assert.ok(tab.x >= 0 && tab.x + tab.width <= 390, `the tab is out of sight: ${JSON.stringify(tab)}`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.context().close();
});

await done();
