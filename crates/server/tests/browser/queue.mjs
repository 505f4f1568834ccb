// The queue by keyboard alone: filter, save as a view, pick three, assign them, take it back, and move a card of the board.

import assert from "node:assert/strict";
import { done, look, signIn, step, text, visitor } from "./visitor.mjs";

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.id ?? "");
const toast = (page) => page.locator("#toasts .toast").first().innerText();

async function press(page, key) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

await step("an agent filters, saves the filter as a view, and finds it among the views", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.keyboard.press("f");
  await page.locator("#f-words:focus").waitFor();
  await look(page, "queue-filter");
  await page.locator("#f-words").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.type("offen");
  await page.keyboard.press("Shift+Tab");
  await press(page, "Enter");
  assert.match(page.url(), /queue\?q=state%3Aopen$/);
  assert.ok((await page.locator("[data-row]").count()) > 3, "the filter finds open tickets");
  await page.keyboard.press("v");
  await page.locator("#name:focus").waitFor();
  await page.keyboard.type("Everything open");
  await press(page, "Enter");
  assert.match(page.url(), /queue\?view=\d+$/);
  const tab = page.locator("#views a[aria-current=page]");
  assert.match(await tab.innerText(), /^Everything open\s+\d+$/);
  await look(page, "queue-view");
  await page.context().close();
});

await step("an agent picks three tickets, assigns them and takes it back", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto("/shop-levels/queue?q=state:open&sort=opened");
  const row = (at) => page.locator("[data-row]").nth(at);
  const before = await row(0).innerText();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+X");
  assert.equal(await page.locator("[data-pick]:checked").count(), 3);
  assert.equal(await page.locator("[data-many-count]").innerText(), "3");
  await look(page, "queue-picked");
  await page.locator("[data-row] a").nth(2).focus();
  await page.keyboard.press("a");
  await page.locator("#many-assign button:focus").first().waitFor();
  // the last of the menu: nobody, and then somebody again
  const name = await page.locator("#many-assign button:focus").innerText();
  await press(page, "Enter");
  assert.match(await toast(page), /Anfragen? (wurde|wurden) geändert/);
  assert.ok((await row(0).innerText()).includes(name), "the list shows what was just done");
  await press(page, "z");
  assert.match(await toast(page), /wieder wie vorher/);
  assert.equal((await row(0).innerText()).replace(/\d+/g, ""), before.replace(/\d+/g, ""));
  // with a row in focus and nothing picked, a key acts on that row
  await page.keyboard.press("j");
  await page.keyboard.press("t");
  await page.locator("#many-tags:focus").waitFor();
  await page.keyboard.type("keyboard walk");
  await press(page, "Enter");
  assert.ok((await text(page)).includes("keyboard walk"));
  await page.context().close();
});

await step("an agent merges two tickets of a customer by keys and takes it back", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto("/shop-levels/queue?q=state:open+customer:rebe&sort=opened");
  const before = await page.locator("[data-row]").count();
  const listed = (rows) => page.waitForFunction((rows) => document.querySelectorAll("[data-row]").length === rows, rows);
  assert.ok(before >= 2, `${before} tickets`);
  for (const key of ["j", "x", "j", "x", "m"]) await page.keyboard.press(key);
  await page.locator("#many-into:focus").waitFor();
  await look(page, "queue-merge");
  // without a number the oldest of them keeps both
  await press(page, "Enter");
  assert.match(await toast(page), /Eine Anfrage (wurde|ist) geändert/);
  await listed(before - 1);
  await press(page, "z");
  assert.match(await toast(page), /wieder wie vorher|wie vorher/);
  await listed(before);
  await page.context().close();
});

await step("an agent moves a card of the board by keys and takes it back", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await press(page, "b");
  assert.match(page.url(), /as=board/);
  await look(page, "queue-board");
  await page.keyboard.press("j");
  const card = await focused(page);
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await focused(page), card);
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(page), card);
  await page.keyboard.press("l");
  assert.notEqual(await focused(page), card);
  await page.keyboard.press("h");
  assert.equal(await focused(page), card);
  await press(page, "e");
  // the card that was moved keeps the focus
  await page.locator(`[data-column=resolved] a[href="${card}"]:focus`).waitFor();
  await press(page, "z");
  await page.locator(`[data-column=open] a[href="${card}"]`).waitFor();
  await page.context().close();
});

await done();
