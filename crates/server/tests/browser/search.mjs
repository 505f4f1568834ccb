// Searching by keyboard alone: stems, umlauts, a wrong letter, a phrase, filters; opening what is found, and coming back to it.

import assert from "node:assert/strict";
import { done, look, signIn, step, visitor, write } from "./visitor.mjs";

const SUBJECT = "Größere Lieferungen fehlen im Übersichtsplan";
const BODY = "Die Übergrößen stehen auf null, sagt der Straßenhändler.";
const { number } = await write("/tickets", { contact: "anton@anker.example", subject: SUBJECT, body: BODY });

const page = await visitor("de-DE");
await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
await page.goto("/shop-levels/queue");
await page.keyboard.press("g");
await Promise.all([page.waitForNavigation(), page.keyboard.press("s")]);
assert.match(page.url(), /search$/);

const found = page.locator(`#results a[href$="/tickets/${number}"]`);

/** Types a search in the place of the one before, and waits for what it finds. */
async function ask(words) {
  await page.keyboard.press("/");
  await page.locator("#search:focus").waitFor();
  const answered = page.waitForResponse((response) => new URL(response.url()).searchParams.get("q") === words);
  await page.keyboard.type(words);
  await (await answered).finished();
  await page.waitForFunction(() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling"));
  assert.equal(await page.locator("#search").inputValue(), words);
  await page.keyboard.press("Escape");
}

await step("stems, umlauts, ß and a wrong letter find what was meant", async () => {
  for (const words of ["größere lieferung", "groessere Lieferungen", "grossere lieferungen", "Lieferugen übersichtsplan", "strassenhändler", "uebergroesse"]) {
    await ask(words);
    assert.equal(await found.count(), 1, `not found: ${words}`);
    assert.ok(await page.locator(".result", { has: page.locator(`a[href$="/tickets/${number}"]`) }).locator("mark").count(), `nothing is marked: ${words}`);
  }
  await look(page, "search-umlauts");
});

await step("a phrase means the words in this order, and a filter only what it says", async () => {
  await ask('"stehen auf null"');
  assert.equal(await found.count(), 1);
  await ask('"null auf stehen"');
  assert.equal(await found.count(), 0, "the order counts in a phrase");
  await ask("Lieferungen customer:anker state:open");
  assert.equal(await found.count(), 1);
  await ask("Lieferungen state:closed");
  assert.equal(await found.count(), 0);
  await ask("Lieferungen before:2020-01");
  assert.equal(await found.count(), 0);
  await ask("state:offen");
  await page.locator("#results [role=alert]", { hasText: "open, waiting, resolved, closed" }).waitFor();
});

await step("what is found is opened by a key, and back leads to it", async () => {
  await page.setViewportSize({ width: 1280, height: 400 });
  await ask("state:open");
  const rows = page.locator("#results [data-row]");
  assert.ok((await rows.count()) > 6, "too few to scroll");
  for (let at = 0; at < 6; at += 1) await page.keyboard.press("j");
  const there = await page.evaluate(() => document.activeElement.getAttribute("href"));
  const scrolled = await page.evaluate(() => scrollY);
  assert.ok(scrolled > 0, "nothing to scroll");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.ok(page.url().endsWith(there), `${page.url()} is not ${there}`);
  await page.goBack();
  assert.equal(new URL(page.url()).searchParams.get("q"), "state:open", "what was searched for is lost");
  await page.locator(`#results a[href="${there}"]:focus`).waitFor();
  await page.waitForFunction((was) => Math.abs(scrollY - was) < 2, scrolled);
  assert.equal(await page.locator("#search").inputValue(), "state:open");
  await page.keyboard.press("k");
  assert.notEqual(await page.evaluate(() => document.activeElement.getAttribute("href")), there, "keys go on from there");
  await page.setViewportSize({ width: 1280, height: 900 });
});

await step("the palette finds it from anywhere", async () => {
  await page.goto("/shop-levels/customers");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("übersichtsplan");
  await page.locator(`#palette a[href$='/tickets/${number}']`).waitFor();
  for (let at = 0; at < 9; at += 1) {
    if (await page.locator(`#palette a[href$='/tickets/${number}'][aria-selected=true]`).count()) break;
    await page.keyboard.press("ArrowDown");
  }
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.ok(page.url().endsWith(`/tickets/${number}`));
  assert.equal(await page.locator("h1").innerText(), SUBJECT);
});

await done();
