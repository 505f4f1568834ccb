// Two agents at the same field: the second sees what the first has done before anything is overwritten; and whoever has changed
// something sees it at once, also in the lists that the index answers.

import assert from "node:assert/strict";
import { done, live, look, signIn, step, visitor, write } from "./visitor.mjs";

async function press(page, key) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

/** Opens a ticket's severity menu by its key, and holds another one than it has; answers its name. */
async function hold(page, place) {
  await page.keyboard.press("s");
  await page.locator("#severity-menu button:focus").waitFor();
  await page.keyboard.press("Home");
  for (let at = 0; at < place; at += 1) await page.keyboard.press("ArrowDown");
  return (await page.locator("#severity-menu button:focus").innerText()).trim();
}

const severity = async (page) => (await page.locator("[popovertarget=severity-menu]").innerText()).trim();

await step("the second of two sees the severity that the first has set, and may still have it their way", async () => {
  const [one, two] = [await visitor("de-DE"), await visitor("de-DE")];
  await signIn(one, "/agency-hours/sign-in", "alma@demo-agency.example");
  await signIn(two, "/agency-hours/sign-in", "bela@demo-agency.example");
  await one.keyboard.press("j");
  await press(one, "Enter");
  await two.goto(one.url());
  const before = await severity(one);
  const all = (await one.locator("#severity-menu button").allInnerTexts()).map((name) => name.trim());
  const others = all.map((_, at) => at).filter((at) => all[at] !== before);

  // both have the menu open; the page of the second is not exchanged under their hands
  await hold(two, others[1]);
  const first = await hold(one, others[0]);
  await press(one, "Enter");
  assert.equal(await severity(one), first);
  await press(two, "Enter");
  const told = two.locator(".meanwhile");
  assert.ok((await told.innerText()).includes(first), await told.innerText());
  assert.equal(await severity(two), first, "nothing was changed blindly");
  await look(two, "meanwhile-severity");
  await told.locator("a").focus();
  await press(two, "Enter");
  assert.equal(await severity(two), first, "left as it is");

  await hold(one, others[0]);
  const second = await hold(two, others[1]);
  await press(two, "Enter");
  assert.equal(await severity(two), second, "who knows the present value changes it");
  await one.keyboard.press("Escape");
  await hold(one, others[0]);
  await press(one, "Enter");
  await one.locator(".meanwhile button").focus();
  await press(one, "Enter");
  assert.equal(await severity(one), first, "had it their way");
  for (const page of [one, two]) await page.context().close();
});

await step("the second of two who hand a ticket over sees with whom it lies", async () => {
  const { number } = await write("/tickets", { contact: "anton@anker.example", subject: "Whose is it", body: "Who takes it?" });
  const [one, two] = [await visitor("de-DE"), await visitor("de-DE")];
  await signIn(one, "/shop-levels/sign-in", "alma@demo-shop.example");
  await signIn(two, "/shop-levels/sign-in", "bela@demo-shop.example");
  for (const page of [one, two]) {
    await page.goto(`/shop-levels/tickets/${number}`);
    await page.locator("#fold-hand-over > summary").focus();
    await page.keyboard.press("Enter");
    await page.locator("#fold-hand-over select").first().focus();
  }
  const handOver = async (page, team) => {
    await page.keyboard.type(team);
    await page.locator("#fold-hand-over #note").focus();
    await page.keyboard.type(`For ${team}, please.`);
    await page.locator("#fold-hand-over .form-foot button").focus();
    await press(page, "Enter");
  };
  await handOver(one, "Technik");
  await handOver(two, "Beratung");
  const told = two.locator(".meanwhile");
  assert.match(await told.innerText(), /Technik/);
  assert.match(await two.locator(".aside-state").innerText(), /Technik/, "nothing was changed blindly");
  await told.locator("button").focus();
  await press(two, "Enter");
  assert.match(await two.locator(".aside-state").innerText(), /Beratung/);
  for (const page of [one, two]) await page.context().close();
});

await step("a list shows what one has just done, every time", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  for (let round = 0; round < 6; round += 1) {
    const tag = `round ${round}`;
    await page.goto("/shop-levels/queue?q=state:open&sort=opened");
    await page.keyboard.press("j");
    const row = await page.evaluate(() => document.activeElement.getAttribute("href"));
    await page.keyboard.press("t");
    await page.locator("#many-tags:focus").waitFor();
    await page.keyboard.type(tag);
    await press(page, "Enter");
    assert.ok((await page.locator("[data-row]", { has: page.locator(`a[href="${row}"]`) }).innerText()).includes(tag) || round > 1, `round ${round}: the list is of before`);
    await page.goto(`/shop-levels/queue?q=tag:"${tag}"`);
    assert.equal(await page.locator("[data-row]").count(), 1, `round ${round}: the filter knows nothing of it`);
    // what leaves the list is gone from it at once, and back at once
    await page.keyboard.press("j");
    await page.goto(`/shop-levels/queue?q=state:open tag:"${tag}"`);
    await page.keyboard.press("j");
    await press(page, "e");
    assert.equal(await page.locator("[data-row]").count(), 0, `round ${round}: it is resolved and still listed`);
    await press(page, "z");
    assert.equal(await page.locator("[data-row]").count(), 1, `round ${round}: it is open and not listed`);
  }
  await page.context().close();
});

await step("a part that is exchanged brings no style of its own", async () => {
  const { number } = await write("/tickets", { contact: "anton@anker.example", subject: "Exchanged", body: "Its head is." });
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto(`/shop-levels/tickets/${number}`);
  // As a picture of the page or an extension of the browser leaves it behind: an empty style on a field. The policy of the page
  // forbids to copy it, and the console would say so.
  await page.evaluate(() => {
    const { style } = document.querySelector("#subject");
    style.setProperty("caret-color", "transparent");
    style.removeProperty("caret-color");
  });
  assert.equal(await page.locator("#subject").getAttribute("style"), "");
  await live(page);
  await write(`/tickets/${number}/subject`, { subject: "Exchanged by another" });
  await page.locator("h1", { hasText: "Exchanged by another" }).waitFor();
  await page.waitForFunction(() => !document.querySelector(".htmx-swapping, .htmx-settling"));
  assert.equal(await page.locator("#subject").getAttribute("style"), null);
  await page.context().close();
});

await done();
