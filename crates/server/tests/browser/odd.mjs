// Odd and long content: other directions of writing, characters of four bytes, words without an end, ten thousand lines, as many
// tags as there may be, and fifty messages. No page gets too wide, none is slow, and none has a barrier.

import assert from "node:assert/strict";
import { done, look, signIn, step, visitor, write } from "./visitor.mjs";

const ARABIC = "مشكلة في الفاتورة رقم ١٢٣ مع المتجر";
const HEBREW = "יוסי כהן־לוי";
const FOUR = "𝔐𝔞𝔦𝔫𝔰𝔱𝔞𝔶 👩‍👩‍👧‍👦🏳️‍🌈 𠜎𠜱𠝹";
const ENDLESS = "W".repeat(250);
const lines = Array.from({ length: 10_000 }, (_, at) => `${at + 1}: stock of article ${at} is zero`).join("\n");

// What a page may take until it stands, on a machine that does other things too.
const OPENS_MS = 3000;

async function opens(page, path, selector) {
  const begun = Date.now();
  await page.goto(path, { waitUntil: "domcontentloaded" });
  await page.locator(selector).first().waitFor({ state: "attached" });
  const took = Date.now() - begun;
  assert.ok(took < OPENS_MS, `${path} took ${took} ms`);
}

const out = [];

/** Nothing of a page stands out of it, at any width. */
async function narrow(page, name) {
  for (const width of [320, 390, 1280, 3840]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => {
      const most = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth > most) return [`${document.documentElement.scrollWidth} px`];
      const scrolls = (one) => one && (/(auto|scroll|hidden|clip)/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
      const found = [...document.querySelectorAll("main *")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && box.right > most + 1 && !scrolls(one.parentElement) && getComputedStyle(one).position !== "absolute";
      });
      return found.slice(0, 3).map((one) => `${one.tagName}.${one.className}`);
    });
    out.push(...wide.map((one) => `${name} at ${width} px: ${one}`));
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** The same, and a look at it in both themes. */
async function well(page, name) {
  await look(page, name);
  await narrow(page, name);
}

const contact = { name: `${HEBREW} ${FOUR}`, email: "yossi@anker.example", language: "en" };
await write("/customers/1/contacts", contact);
await write("/contracts/1/contacts", { contact: contact.email });
const open = async (subject, body) => (await write("/tickets", { contact: contact.email, subject, body })).number;
const tickets = {
  arabic: await open(ARABIC, `${ARABIC}\n\n${FOUR} ${ARABIC}\n\nEnglish in between, ${HEBREW}.`),
  endless: await open(ENDLESS, `${"x".repeat(4000)} https://shop.example/${"long".repeat(200)}\n\n    ${"code".repeat(100)}`),
  four: await open(FOUR.repeat(4), FOUR.repeat(40)),
  long: await open("Ten thousand lines", lines),
  many: await open("Fifty messages", "The first one."),
};
for (let at = 1; at < 50; at += 1) {
  await write(`/tickets/${tickets.many}/${at % 3 ? "messages" : "notes"}`, { body: `**Message ${at}** ${FOUR}\n\n> ${ARABIC}\n\n${"word ".repeat(60)}` });
}

const page = await visitor("de-DE");
await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");

await step("words of other directions and characters of four bytes stand as they were written", async () => {
  await opens(page, `/shop-levels/tickets/${tickets.arabic}`, "article");
  assert.equal(await page.locator("h1").innerText(), ARABIC);
  assert.ok((await page.locator("article .words").first().innerText()).includes(FOUR));
  assert.equal(await page.locator("article .words").first().evaluate((one) => getComputedStyle(one).direction), "rtl");
  assert.equal(await page.locator("h1").evaluate((one) => getComputedStyle(one).direction), "rtl", "the subject is written from the right");
  await well(page, "odd-right-to-left");
  await opens(page, `/shop-levels/tickets/${tickets.four}`, "article");
  await well(page, "odd-four-bytes");
});

await step("a subject and words without an end break", async () => {
  await opens(page, `/shop-levels/tickets/${tickets.endless}`, "article");
  assert.equal(await page.locator("h1").innerText(), ENDLESS);
  await well(page, "odd-endless");
});

await step("as many tags as there may be find room, and one more is refused at its field", async () => {
  await page.goto(`/shop-levels/tickets/${tickets.endless}`);
  const add = async (words) => {
    await page.locator("#add").fill(words);
    await Promise.all([page.waitForNavigation(), page.locator("#add").press("Enter")]);
  };
  // a tag has at most 40 characters, a ticket 30 tags
  const tags = Array.from({ length: 30 }, (_, at) => `${String(at).padStart(2, "0")}${at % 3 ? "w".repeat(38) : " שלום 𠜎"}`);
  for (let from = 0; from < tags.length; from += 8) await add(tags.slice(from, from + 8).join(", "));
  assert.equal(await page.locator(".side-tags .tags .tag").count(), 30);
  await well(page, "odd-tags");
  await add("one more");
  assert.equal(await page.locator("#add").getAttribute("aria-invalid"), "true");
  assert.match(await page.locator("#add-error").innerText(), /30/);
  await well(page, "odd-tags-refused");
});

await step("ten thousand lines are folded, and can be read", async () => {
  await opens(page, `/shop-levels/tickets/${tickets.long}`, "article");
  const rest = page.locator("details.long > summary").first();
  assert.ok(!(await page.locator("article", { hasText: "10000:" }).locator("details.long .words").isVisible()));
  await well(page, "odd-lines");
  await rest.click();
  await page.locator("details.long .words").first().waitFor({ state: "visible" });
  assert.ok((await page.locator("details.long .words").first().innerText()).includes("10000: stock of article 9999 is zero"));
});

await step("fifty messages stand on one page", async () => {
  await opens(page, `/shop-levels/tickets/${tickets.many}`, "article");
  assert.equal(await page.locator("article[data-message]").count(), 50);
  await well(page, "odd-fifty");
});

await step("lists show them all", async () => {
  await opens(page, "/shop-levels/queue?q=customer:anker&sort=opened", "[data-row]");
  assert.ok((await page.locator("main").innerText()).includes(ARABIC));
  await well(page, "odd-queue");
  await opens(page, "/shop-levels/queue?q=customer:anker&as=board", "[data-card]");
  await well(page, "odd-board");
  for (const card of await page.locator("[data-column]").all()) {
    const cut = await card.evaluate((one) => [...one.querySelectorAll("[data-card]")].filter((inner) => inner.getBoundingClientRect().right > one.getBoundingClientRect().right).length);
    assert.equal(cut, 0, "cards are wider than their column");
  }
  await opens(page, "/shop-levels/queue?q=customer:anker&columns=number,subject,tags,contact", "main");
  await well(page, "odd-columns");
  await opens(page, `/shop-levels/search?q=${encodeURIComponent("الفاتورة")}`, "#results mark");
  await well(page, "odd-search");
  await opens(page, "/shop-levels/customers/1", "main");
  assert.ok((await page.locator("main").innerText()).includes(HEBREW));
  await well(page, "odd-customer");
});

await step("nothing stands out of its page", async () => assert.deepEqual(out, []));

await done();
