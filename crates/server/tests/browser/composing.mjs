// Writing with more than words: canned replies by name, files that are dragged in, pictures that are pasted, and all of it on
// a phone.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { done, look, signIn, step, visitor } from "./visitor.mjs";

const folder = mkdtempSync(join(tmpdir(), "composing-"));
const log = join(folder, "import.log");
writeFileSync(log, "line 1: stock is zero\n");
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Opens the ticket at a place of the queue, and waits for its editor. */
async function open(page, place) {
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  for (let at = 0; at <= place; at += 1) await page.keyboard.press("j");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.waitForSelector(".tiptap", { state: "attached" });
}

const body = (page) => page.locator("textarea[name=body]").inputValue();
const within = (page) => page.evaluate(() => document.activeElement?.closest(".tiptap") !== null);
const attached = (page, name) => page.locator("[data-attached] [data-file]", { hasText: name }).waitFor();

/** Drags a file from outside of the browser to an element, as a hand would, and drops it there or carries it away again. */
async function dragIn(page, element, path, end) {
  const box = await element.boundingBox();
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: [path], dragOperationsMask: 1 } };
  for (const type of ["dragEnter", "dragOver"]) await session.send("Input.dispatchDragEvent", { type, ...at });
  await page.locator("#compose.dropping").waitFor();
  if (end === "drop") await session.send("Input.dispatchDragEvent", { type: "drop", ...at });
  else await session.send("Input.dispatchDragEvent", { type: "dragOver", ...at, x: 20, y: 400 });
  await page.locator("#compose:not(.dropping)").waitFor();
  await session.detach();
}

await step("an agent writes a canned reply down and takes it by its name, all by keyboard", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto("/shop-levels/settings/replies/new");
  for (const [name, words] of [["name", "Stock after import"], ["de", "Bitte ordnen Sie die Spalte zu."], ["en", "Please map the column."]]) {
    await page.locator(`main [name=${name}]`).focus();
    await page.keyboard.type(words);
  }
  await page.locator("main [name=then]").selectOption("wait");
  await page.locator("main .form-foot button").first().focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);

  await page.goto("/shop-levels/queue");
  await page.keyboard.press("j");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.waitForSelector(".tiptap");
  await page.keyboard.press("r");
  await page.keyboard.type("Good morning ;sto");
  const offer = page.locator("#composer-offers [role=option]", { hasText: "Stock after import" });
  await offer.waitFor();
  assert.equal(await page.locator(".tiptap").getAttribute("aria-activedescendant"), await page.locator("#composer-offers [aria-selected=true]").getAttribute("id"));
  await look(page, "composer-offers");
  // the look was at a phone's width too, where the composer is closed: back to it
  await page.keyboard.press("r");
  await page.keyboard.press("Backspace");
  await offer.waitFor();
  // nobody waits for what is offered before pressing Enter: all that was typed by then is taken
  await page.keyboard.type("o");
  await page.keyboard.press("Enter");
  // what it says and does is shown before it is taken
  await page.locator("[data-insert]:focus").waitFor();
  assert.match(await page.locator(".canned-preview").innerText(), /Bitte ordnen Sie die Spalte zu|Please map the column/);
  assert.ok(!(await body(page)).includes(";sto"), "what was typed for it is gone");
  await look(page, "composer-canned");
  await page.locator("[data-insert]").focus();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".canned-preview").count(), 0);
  assert.ok(await within(page), "the focus is lost");
  assert.equal((await body(page)).trim(), "Good morning");
  await page.keyboard.type(";sto");
  await offer.waitFor();
  await page.keyboard.press("Tab");
  await page.locator("[data-insert]:focus").waitFor();
  await page.keyboard.press("Enter");
  assert.match(await body(page), /Good morning[^]*(Bitte ordnen Sie die Spalte zu|Please map the column)/);
  assert.ok(await within(page), "the focus is lost");
  assert.equal(await page.locator("#then").inputValue(), "wait");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
  const waiting = page.locator(".entry-waiting");
  assert.match(await waiting.innerText(), /Good morning/);
  await Promise.all([page.waitForNavigation(), waiting.locator("button[formaction$='/send']").press("Enter")]);
  assert.match(await page.locator(".ticket-head").innerText(), /wartet/);
  await page.context().close();
});

await step("a file that is dragged in is attached, and one that is dragged away again is not", async () => {
  const page = await visitor("en-GB");
  await open(page, 1);
  await page.keyboard.press("r");
  await page.keyboard.type("The log is attached.");
  await dragIn(page, page.locator(".tiptap"), log, "drop");
  await attached(page, "import.log");
  await dragIn(page, page.locator(".tiptap"), log, "away");
  assert.equal(await page.locator("[data-file]").count(), 1);
  assert.equal((await body(page)).trim(), "The log is attached.", "a log is no picture");
  assert.match(page.url(), /tickets\/\d+$/, "the browser has not opened the file");
  await look(page, "composer-file");
  await page.locator(".tiptap").focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
  assert.match(await page.locator(".entry-waiting .files").innerText(), /import\.log/);
  await page.context().close();
});

await step("a picture from the clipboard stands in the text", async () => {
  const page = await visitor("en-GB");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, 2);
  await page.keyboard.press("n");
  await page.keyboard.type("See: ");
  await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
  }, PNG);
  await page.keyboard.press("Control+v");
  await page.waitForFunction(() => document.querySelector(".tiptap img")?.naturalWidth === 1);
  assert.match(await body(page), /^See: !\[.+\]\(file:\d+\)/);
  assert.equal(await page.locator("[data-file]").count(), 1);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
  const shown = page.locator(".entry-note .words img").last();
  await shown.waitFor();
  assert.ok(await shown.evaluate((picture) => picture.complete && picture.naturalWidth === 1), "the picture is not shown");
  await page.context().close();
});

await step("on a phone one writes, attaches and sends", async () => {
  const page = await visitor("en-GB");
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, 3);
  assert.ok(!(await page.locator("#compose").isVisible()), "what one reads has the whole screen");
  await page.locator(".actions a[href='#compose']").click();
  await page.locator("#compose").waitFor({ state: "visible" });
  await page.locator(".tiptap").click();
  await page.keyboard.type("On my way, from the train.");
  await page.locator("#compose input[type=file]").setInputFiles(log);
  await attached(page, "import.log");
  const send = page.locator("[data-send]");
  const box = await send.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390 && box.y + box.height <= 844, `sending is not in reach: ${JSON.stringify(box)}`);
  assert.ok(box.height >= 24, "too small for a finger");
  await page.locator("#compose .composer-tabs .phone-only").click();
  await page.locator("#compose").waitFor({ state: "hidden" });
  await page.locator(".actions a[href='#compose']").click();
  assert.equal((await body(page)).trim(), "On my way, from the train.", "closed and opened, the text is there");
  await Promise.all([page.waitForNavigation(), send.click()]);
  const waiting = page.locator(".entry-waiting");
  assert.match(await waiting.innerText(), /On my way, from the train[^]*import\.log/);
  await page.context().close();
});

await done();
