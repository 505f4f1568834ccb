// Without script everything still works: forms and links do what keys and exchanged parts do elsewhere.

import assert from "node:assert/strict";
import { done, signIn, step, text, visitor } from "./visitor.mjs";

const plain = () => visitor("en-GB", "Europe/Berlin", { javaScriptEnabled: false });

/** Presses what leads to another page. */
async function go(page, control) {
  await Promise.all([page.waitForNavigation(), control.click()]);
}

const page = await plain();
let ticket;

await step("without script an agent signs in and filters the queue", async () => {
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  assert.match(page.url(), /queue/);
  const all = await page.locator("[data-row]").count();
  assert.ok(all > 3);
  await page.locator(".filter-fold > summary").click();
  await page.locator("#f-state").selectOption("open");
  await page.locator("#f-words").fill("Domain");
  await go(page, page.locator(".filter-form .form-foot button"));
  assert.match(decodeURIComponent(page.url()), /state:open|f-state=open/);
  const rows = await page.locator("[data-row] .row-subject").allInnerTexts();
  assert.ok(rows.length > 0 && rows.length < all, `${rows.length} of ${all}`);
  // and by a word in the language of filters, which is a link like any other
  await page.goto("/shop-levels/queue?q=state:open+assignee:none");
  assert.ok((await text(page)).length > 0);
});

await step("without script an agent opens a ticket, writes a note and replies", async () => {
  await page.goto("/shop-levels/queue");
  await go(page, page.locator("[data-row] a.row-what").first());
  assert.match(page.url(), /tickets\/\d+$/);
  ticket = page.url();
  assert.equal(await page.locator(".tiptap").count(), 0);
  await page.locator("#compose [name=kind][value=note]").check({ force: true });
  await page.locator("#compose textarea[name=body]").fill("Written **without** script.");
  await page.locator("#compose input[type=file]").setInputFiles({ name: "plain.txt", mimeType: "text/plain", buffer: Buffer.from("plain") });
  await go(page, page.locator("[data-send]"));
  const note = page.locator(".entry-note").last();
  assert.match(await note.innerText(), /Written without script\.[^]*plain\.txt/);
  await page.locator("#compose [name=kind][value=reply]").check({ force: true });
  await page.locator("#compose textarea[name=body]").fill("Answered without script.");
  await go(page, page.locator("[data-send]"));
  const waiting = page.locator(".entry-waiting");
  assert.match(await waiting.innerText(), /Answered without script/);
  await go(page, waiting.locator("button[formaction$='/undo']"));
  assert.equal(await page.locator("#compose textarea[name=body]").inputValue(), "Answered without script.");
  await go(page, page.locator("[data-send]"));
  await go(page, page.locator(".entry-waiting button[formaction$='/send']"));
  assert.match(await page.locator(".entry-staff").last().innerText(), /Answered without script/);
});

await step("without script an agent assigns, tags, waits and takes it back", async () => {
  await page.goto(ticket);
  await page.locator("[popovertarget=assign-menu]").click();
  await go(page, page.locator("#assign-menu button", { hasText: "Bela" }));
  assert.match(await page.locator("[popovertarget=assign-menu]").innerText(), /Bela/);
  await page.locator("#add").fill("without script");
  await go(page, page.locator(".tag-add button"));
  assert.ok((await text(page)).includes("without script"));
  await page.locator("details.subject > summary").click();
  await page.locator("#subject").fill("Renamed without script");
  await go(page, page.locator("details.subject form .button"));
  assert.equal(await page.locator("h1").innerText(), "Renamed without script");
  await go(page, page.locator(".stage-forms button[formaction$='/resolve']"));
  assert.match(await page.locator(".ticket-head").innerText(), /gelöst/);
  await go(page, page.locator("#toasts button"));
  assert.match(await page.locator(".ticket-head").innerText(), /offen/);
});

await step("without script an agent changes many tickets of the queue, and moves a card of the board", async () => {
  await page.goto("/shop-levels/queue?q=state:open&sort=opened");
  for (const at of [0, 1]) await page.locator("input[data-pick]").nth(at).check();
  await page.locator("[popovertarget=many-tag]").click();
  await page.locator("#many-tags").fill("by hand");
  await go(page, page.locator("#many-tag button[value=add]"));
  await go(page, page.locator("#toasts button"));
  await page.goto("/shop-levels/queue?as=board");
  const card = page.locator("[data-column=open] [data-card]").first();
  const href = await card.locator(".card-what").getAttribute("href");
  await go(page, card.locator("[data-move=waiting]"));
  assert.equal(await page.locator(`[data-column=waiting] a[href="${href}"]`).count(), 1);
});

await step("without script an agent searches, goes through the pages and signs out", async () => {
  await page.goto("/shop-levels/search");
  await page.locator("#search").fill("Renamed without");
  await Promise.all([page.waitForNavigation(), page.locator("#search").press("Enter")]);
  assert.ok((await page.locator("#results mark").count()) > 0, "nothing is found");
  await go(page, page.locator(".result-subject").first());
  assert.match(page.url(), /tickets\/\d+$/);
  await page.goto("/shop-levels/customers");
  await go(page, page.locator("main a[href*='/customers/']").first());
  assert.match(page.url(), /customers\/\d+/);
  await go(page, page.locator(".signed-in button"));
  await page.goto(ticket);
  assert.match(page.url(), /sign-in/);
});

await step("without script a contact sends a request and answers", async () => {
  const contact = await plain();
  await signIn(contact, "/shop-levels/portal/sign-in", "anton@anker.example");
  await contact.goto("/shop-levels/portal/tickets/new");
  await contact.locator("[name=subject]").fill("From a page without script");
  await contact.locator("[name=body]").fill("Does it arrive?");
  await go(contact, contact.locator("form:has([name=body]) button.primary").last());
  assert.match(contact.url(), /portal\/tickets\/\d+/);
  await contact.locator("[name=body]").fill("It does.");
  await go(contact, contact.locator("form:has([name=body]) button.primary").last());
  assert.match(await text(contact), /Does it arrive\?[^]*It does\./);
  await contact.context().close();
});

await done();
