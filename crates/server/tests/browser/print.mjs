// On paper a ticket and an invoice are what they say, without what one presses; and nothing moves for those who asked for that.

import assert from "node:assert/strict";
import { done, look, signIn, step, visitor, write } from "./visitor.mjs";

const { number } = await write("/tickets", { contact: "anton@anker.example", subject: "On paper", body: "What stands on paper." });
await write(`/tickets/${number}/notes`, { body: "A note that staff print too." });

/** What of the page is seen, of a list of selectors. */
const seen = (page, selectors) =>
  page.evaluate((all) => all.filter((one) => [...document.querySelectorAll(one)].some((element) => element.checkVisibility() && element.getClientRects().length)), selectors);

const BARS = [".rail", ".top", ".composer", ".actions button", ".actions a", ".toasts", ".skip", ".side input", ".side select", ".side button", "dialog", ".entry-split", ".panel"];

await step("a ticket is printed as it was said, without what one presses", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`/shop-levels/tickets/${number}`);
  await page.waitForSelector(".tiptap");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const words = await page.locator("main").innerText();
  for (const said of ["On paper", "What stands on paper.", "A note that staff print too.", "Anker", "offen"]) assert.ok(words.includes(said), said);
  assert.deepEqual(await seen(page, BARS), []);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light", "paper is white");
  const [ink, paper] = await page.evaluate(() => {
    const [body, root] = [document.body, document.documentElement].map((one) => getComputedStyle(one));
    return [body.color, root.backgroundColor];
  });
  assert.ok(Number(ink.match(/[\d.]+/)[0]) < 100 || /oklch\(0?\.[0-4]/.test(ink), `light ink on white paper: ${ink} on ${paper}`);
  // an A4 page less its margins, in CSS pixels
  await page.setViewportSize({ width: 650, height: 1000 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${wide} px are cut off`);
  const paperBytes = await page.pdf({ preferCSSPageSize: true });
  assert.ok(paperBytes.length > 5000);
  await page.context().close();
});

await step("a conversation has a page for paper, with notes only where they are asked for", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto(`/shop-levels/tickets/${number}`);
  await Promise.all([page.waitForNavigation(), page.locator("a[href$='/print']").click()]);
  assert.ok(await page.locator("[data-print]").isVisible(), "what can be printed by a click is");
  await look(page, "conversation");
  assert.ok(!(await page.locator("main").innerText()).includes("A note that staff print too."));
  await Promise.all([page.waitForNavigation(), page.locator("a[href*='notes=along']").click()]);
  await page.emulateMedia({ media: "print" });
  const words = await page.locator("main").innerText();
  for (const said of ["On paper", "What stands on paper.", "A note that staff print too.", "Anker"]) assert.ok(words.includes(said), said);
  assert.deepEqual(await seen(page, [...BARS, ".marks"]), []);
  const printed = await page.evaluate(() => getComputedStyle(document.querySelector(".entry-at > time"), "::after").content);
  assert.match(printed, /20\d\d, \d\d:\d\d(:\d\d)? ME/, "paper says the year and the zone");
  await page.context().close();
});

await step("an invoice is printed with its sums, without what one presses", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "vera@demo-shop.example");
  await page.goto("/shop-levels/invoices");
  const month = page.locator("main a.button[href*='month=']").first();
  if (!(await page.locator("main tbody a[href*='/invoices/']:not([href*=preview])").count())) await Promise.all([page.waitForNavigation(), month.click()]);
  const row = page.locator("main tbody a[href*='/invoices/']:not([href*=preview])").first();
  await Promise.all([page.waitForNavigation(), row.click()]);
  const address = page.url();
  for (const url of [address, `${address}/print`]) {
    await page.goto(url);
    const total = await page.locator("main table").last().innerText();
    await page.emulateMedia({ media: "print" });
    const words = await page.locator("main").innerText();
    assert.ok(words.includes(total.trim().split("\n").pop().trim().split(/\s{2,}|\t/).pop()), "the sum is not on paper");
    assert.match(words, /€/);
    assert.deepEqual(await seen(page, BARS), []);
    await page.setViewportSize({ width: 650, height: 1000 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${url}: ${wide} px are cut off`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ media: "screen" });
  }
  await page.context().close();
});

await step("nothing moves for those who asked for that", async () => {
  const page = await visitor("de-DE", "Europe/Berlin", { reducedMotion: "reduce" });
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  const moving = () =>
    page.evaluate(() => {
      const long = (times) => times.split(",").some((time) => parseFloat(time) > 0);
      const styled = [...document.querySelectorAll("*")].filter((element) => {
        const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element);
        return long(transitionDuration) || (animationName !== "none" && long(animationDuration)) || scrollBehavior === "smooth";
      });
      return [...styled.slice(0, 3).map((one) => `${one.tagName}.${one.className}`), ...document.getAnimations().map((one) => one.constructor.name)];
    });
  for (const path of ["queue", "queue?as=board", `tickets/${number}`, "search?q=state:open", "customers", "settings"]) {
    await page.goto(`/shop-levels/${path}`);
    assert.deepEqual(await moving(), [], path);
  }
  await page.keyboard.press("Control+k");
  await page.locator("#palette[open]").waitFor();
  assert.deepEqual(await moving(), [], "palette");
  await page.keyboard.press("Escape");
  await page.goto(`/shop-levels/tickets/${number}`);
  await page.keyboard.press("c");
  await page.locator("#panel[open] #quote").waitFor();
  assert.deepEqual(await moving(), [], "panel");
  await look(page, "ticket-at-rest");
  await page.context().close();
});

await done();
