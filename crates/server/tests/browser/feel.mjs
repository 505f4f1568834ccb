// What makes the desk quick: the palette, keys, and the word about what was done, all by keyboard.

import assert from "node:assert/strict";
import { done, look, signIn, step, text, visitor } from "./visitor.mjs";

const option = (page, words) => page.locator("#palette [role=option]", { hasText: words }).first();
const chosen = (page) => page.locator("#palette [role=option][aria-selected=true]");

await step("an agent goes anywhere and does anything from the palette", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.locator("[data-row] a").first().focus();
  const before = await page.evaluate(() => document.activeElement?.getAttribute("href"));
  await page.keyboard.press("Control+k");
  await option(page, "Kunden").waitFor();
  await look(page, "palette");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("href")), before, "the focus is lost");

  await page.keyboard.press("Control+k");
  await page.keyboard.type("kund");
  await chosen(page).filter({ hasText: "Kunden" }).waitFor();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /customers$/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("anker");
  await option(page, "Anton").waitFor();
  await page.locator("#palette a[href*='/tickets/']").first().waitFor();
  await look(page, "palette-found");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /customers\/\d+$/, "the last of the list is a contact of the customer");

  await page.keyboard.press("Control+k");
  await page.keyboard.type("#12");
  await page.locator("#palette a[href$='/tickets/12'][aria-selected=true]").waitFor();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /tickets\/12$/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("no such thing anywhere");
  await page.locator("#palette-none").waitFor();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /search\?q=no/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("dunkel");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.context().close();
});

await step("an agent resolves by a key and takes it back by another, and the page says which keys it has", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.keyboard.press("j");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /tickets\/\d+$/);
  await page.keyboard.press("?");
  const keys = page.locator("#keys[open]");
  await keys.waitFor();
  const listed = await keys.innerText();
  for (const words of ["Anruf erfassen", "Zuweisen an", "Lösen"]) assert.ok(listed.includes(words), `${words}: ${listed}`);
  assert.ok(!listed.includes("nächste und vorige"), "a ticket has no rows to walk through");
  await look(page, "keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await page.waitForFunction(() => document.activeElement?.closest("#assign-menu"));
  await page.keyboard.press("Home");
  const first = await page.evaluate(() => document.activeElement?.textContent?.trim());
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(first[0].toLowerCase());
  assert.equal((await page.evaluate(() => document.activeElement?.textContent?.trim()))[0], first[0]);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-key")), "a", "the focus is lost");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("e")]);
  assert.match(await page.locator(".ticket-head").innerText(), /gelöst/);
  assert.match(await page.locator("#toasts").innerText(), /Rückgängig/);
  await look(page, "undo");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("z")]);
  assert.match(await page.locator(".ticket-head").innerText(), /offen/);
  await page.goBack();
  assert.match(await text(page), /./);
  await page.context().close();
});

await step("times are those of the reader, with the promise's zone on hover", async () => {
  const page = await visitor("en-GB", "America/New_York");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.locator("[data-row] a").first().click();
  await page.waitForURL(/tickets\/\d+$/);
  const opened = page.locator(".crumbs time");
  const at = new Date(await opened.getAttribute("datetime"));
  const local = (timeZone) => new Intl.DateTimeFormat("de-DE", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);
  assert.ok((await opened.innerText()).includes(local("America/New_York")), `${await opened.innerText()} is not New York's`);
  assert.ok((await opened.getAttribute("title")).includes(local("Europe/Berlin")), "the promise's zone is not on hover");
  assert.match(await opened.getAttribute("title"), /MEZ|MESZ/);
  await page.goto(`${page.url()}/calls/new`);
  assert.match(await text(page), /\((MEZ|MESZ)\)/, "the form does not say which zone it means");
  await page.context().close();
});

await step("nothing moves while a page comes, also when the editor takes the place of the text field", async () => {
  const page = await visitor("en-GB");
  await page.addInitScript(() => {
    globalThis.moved = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) {
        globalThis.moved.push(...shift.sources.map((source) => source.node?.outerHTML?.slice(0, 80) ?? source.node?.nodeName));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  const tickets = await page.locator("[data-row] a").evaluateAll((links) => links.slice(0, 3).map((link) => link.getAttribute("href")));
  for (const path of ["/shop-levels/queue", "/shop-levels/customers", ...tickets]) {
    await page.goto(path);
    if (path.includes("tickets")) await page.locator(".tiptap").waitFor();
    await page.waitForLoadState("networkidle").catch(() => null);
    // what moved is told after the frame in which it did
    await page.evaluate(() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(told)))));
    assert.deepEqual(await page.evaluate(() => globalThis.moved), [], `${path} moves while it loads`);
  }
  await page.context().close();
});

await done();
