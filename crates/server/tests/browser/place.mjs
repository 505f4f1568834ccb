// The place where one was: back leads to it, an exchange of a part keeps it, and what closes gives it back.

import assert from "node:assert/strict";
import { done, live, signIn, step, visitor, write } from "./visitor.mjs";

const here = (page) => page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.getAttribute("name") ?? "");
const QUEUE = "/shop-levels/queue?q=state:open&sort=opened";

async function press(page, key) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

/** Waits until the queue has been exchanged because of what is done. */
async function exchanged(page, change) {
  await live(page);
  const list = page.waitForResponse((response) => response.url().includes("/queue/list"));
  await change();
  await (await list).finished();
  await page.waitForFunction(() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling"));
}

const numbers = [];
for (let at = 0; at < 12; at += 1) {
  const made = await write("/tickets", { contact: "anton@anker.example", subject: `Place ${at}`, body: "Where was I?" });
  numbers.push(made.number);
}
const page = await visitor("de-DE");
await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
await page.setViewportSize({ width: 1280, height: 500 });

await step("back from a ticket leads to its row, in its place on the screen", async () => {
  await page.goto(QUEUE);
  for (let at = 0; at < 10; at += 1) await page.keyboard.press("j");
  const row = await here(page);
  assert.match(row, /tickets\/\d+$/);
  const top = () => page.evaluate(() => Math.round(document.activeElement.getBoundingClientRect().top));
  const before = await top();
  const scrolled = await page.evaluate(() => scrollY);
  assert.ok(scrolled > 0, "nothing to scroll");
  await press(page, "Enter");
  assert.ok(page.url().endsWith(row));
  await page.goBack();
  await page.locator(`a[href="${row}"]:focus`).waitFor();
  await page.waitForFunction((was) => Math.abs(scrollY - was) < 2, scrolled);
  assert.ok(Math.abs((await top()) - before) < 3, "the row is elsewhere on the screen");
  await page.keyboard.press("j");
  assert.notEqual(await here(page), row);
  await page.goForward();
  assert.ok(page.url().endsWith(row));
});

await step("a list that is exchanged keeps the row in focus, the box in focus, and what was picked", async () => {
  await page.goto(QUEUE);
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("j");
  const row = await here(page);
  await page.keyboard.press("x");
  await exchanged(page, () => write(`/tickets/${numbers[0]}/notes`, { body: "Something happens." }));
  assert.equal(await here(page), row, "the focus is lost");
  assert.equal(await page.locator("[data-pick]:checked").count(), 1);
  const box = page.locator("[data-pick]:checked");
  await box.focus();
  const name = await here(page);
  assert.match(name, /^t\d+$/);
  await exchanged(page, () => write(`/tickets/${numbers[0]}/notes`, { body: "And again." }));
  assert.equal(await here(page), name, "the focus is lost");
});

await step("a row that leaves the list gives the focus to the one that takes its place", async () => {
  await page.goto(`${QUEUE.replace("state:open", "state:open+Place")}`);
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("j");
  const row = await here(page);
  const next = await page.locator("[data-row] a.row-what").nth(3).getAttribute("href");
  await exchanged(page, () => write(`/tickets/${row.split("/").pop()}/resolve`, {}));
  await page.locator(`a.row-what[href="${row}"]`).waitFor({ state: "detached" });
  assert.equal(await here(page), next, "the focus is lost");
});

await step("what closes gives the focus back", async () => {
  await page.goto(`/shop-levels/tickets/${numbers[5]}`);
  await page.setViewportSize({ width: 1280, height: 900 });
  const call = page.locator("[data-key=c]");
  await call.focus();
  await page.keyboard.press("Enter");
  await page.locator("#panel[open] :focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("[data-key=c]:focus").waitFor();
  // and when it was opened by its key, from anywhere
  await page.locator(".crumbs a").focus();
  await page.keyboard.press("c");
  await page.locator("#panel[open] :focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".crumbs a:focus").waitFor();
  for (const [key, dialog] of [["?", "#keys[open]"], ["Control+k", "#palette[open]"]]) {
    await page.locator(".crumbs a").focus();
    await page.keyboard.press(key);
    await page.locator(dialog).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(dialog).waitFor({ state: "detached" });
    await page.locator(".crumbs a:focus").waitFor();
  }
});

await step("news of a ticket leave the focus where it is", async () => {
  await page.goto(`/shop-levels/tickets/${numbers[5]}`);
  await live(page);
  await page.locator(".crumbs a").focus();
  await write(`/tickets/${numbers[5]}/notes`, { body: "News while somebody reads." });
  await page.locator(".entry-note", { hasText: "News while somebody reads." }).waitFor();
  await page.locator(".crumbs a:focus").waitFor();
  const split = page.locator(".entry-split").first();
  if (await split.count()) {
    await split.focus();
    const was = await here(page);
    await write(`/tickets/${numbers[5]}/notes`, { body: "More news." });
    await page.locator(".entry-note", { hasText: "More news." }).waitFor();
    await page.waitForFunction((href) => document.activeElement?.getAttribute("href") === href, was);
  }
});

await done();
