// The board by mouse: a card is dragged into another column and taken back, also while somebody else moves cards of it.

import assert from "node:assert/strict";
import { done, live, look, signIn, step, visitor, write } from "./visitor.mjs";

const column = (page, name) => page.locator(`[data-column=${name}]`);
const total = async (page, name) => Number((await column(page, name).locator("h2 a").innerText()).replace(/\D/g, ""));

/** Drags a card by mouse and holds it above a column. */
async function hold(page, card, above) {
  const from = await card.boundingBox();
  const to = await above.boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 12, from.y + 20, { steps: 3 });
  await page.mouse.move(to.x + to.width / 2, to.y + 60, { steps: 8 });
}

await step("an agent drags a card into another column, and takes it back", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto("/shop-levels/queue?as=board");
  const card = column(page, "open").locator("[data-card]").first();
  const href = await card.locator(".card-what").getAttribute("href");
  const [open, waiting] = [await total(page, "open"), await total(page, "waiting")];

  await hold(page, card, column(page, "waiting"));
  await page.locator("[data-column=waiting].drop-here").waitFor();
  assert.equal(await page.locator(".dragged").count(), 1);
  await Promise.all([page.waitForNavigation(), page.mouse.up()]);
  const moved = column(page, "waiting").locator(`a[href="${href}"]`);
  await moved.waitFor();
  assert.deepEqual([await total(page, "open"), await total(page, "waiting")], [open - 1, waiting + 1]);
  await look(page, "queue-board-dragged");

  const undo = page.locator("#toasts button");
  await Promise.all([page.waitForNavigation(), undo.click()]);
  await column(page, "open").locator(`a[href="${href}"]`).waitFor();
  assert.deepEqual([await total(page, "open"), await total(page, "waiting")], [open, waiting]);
  await page.context().close();
});

await step("a card that is let go where it was, or beside the board, stays", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto("/shop-levels/queue?as=board");
  const card = column(page, "open").locator("[data-card]").first();
  const address = page.url();
  for (const where of [column(page, "open"), page.locator(".rail")]) {
    await hold(page, card, where);
    await page.locator(".dragged").waitFor();
    await page.mouse.up();
    await page.locator(".dragged").waitFor({ state: "detached" });
    assert.equal(await page.locator(".drop-here").count(), 0);
    assert.equal(page.url(), address);
  }
  await page.context().close();
});

await step("what somebody else moves is seen, but not while a card is in the hand", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto("/shop-levels/queue?as=board");
  await live(page);
  const cards = column(page, "open").locator("[data-card]");
  const [mine, theirs] = await Promise.all([0, 1].map((at) => cards.nth(at).locator(".card-what").getAttribute("href")));
  const card = page.locator("[data-card]", { has: page.locator(`a[href="${mine}"]`) });

  await hold(page, card, column(page, "waiting"));
  await page.locator("[data-column=waiting].drop-here").waitFor();
  const asked = page.waitForResponse(/queue\/list/);
  await write(`/tickets/${theirs.split("/").pop()}/resolve`, {});
  await (await asked).finished();
  assert.equal(await page.locator(".dragged").count(), 1, "the card is out of the hand");
  await page.mouse.move(20, 500, { steps: 4 });
  await page.mouse.up();
  // let go beside the board, which catches up with what it has missed
  await column(page, "resolved").locator(`a[href="${theirs}"]`).waitFor();
  await hold(page, card, column(page, "waiting"));
  await page.locator("[data-column=waiting].drop-here").waitFor();
  await Promise.all([page.waitForNavigation(), page.mouse.up()]);
  await column(page, "waiting").locator(`a[href="${mine}"]`).waitFor();
  await page.context().close();
});

await done();
