// Agents work tickets together: hand over, put aside, merge and take apart, tick off, all by keyboard; and two of them at one
// ticket see each other, and who comes second sees what the first has done.

import assert from "node:assert/strict";
import { done, look, signIn, step, text, visitor } from "./visitor.mjs";

/** Opens a form beside the conversation by keyboard. */
async function open(page, fold) {
  const summary = page.locator(`#fold-${fold} > summary`);
  await summary.focus();
  await page.keyboard.press("Enter");
}

/** Sends the form that holds the focus by keyboard. */
async function send(page, fold) {
  await page.locator(`#fold-${fold} .form-foot button`).focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Goes to an open ticket whose customer has another open one, and answers the other's number. */
async function pair(page) {
  await page.goto("/shop-levels/queue");
  const rows = await page.locator("[data-row] a.row-what").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const row of rows) {
    await page.goto(row);
    const others = page.locator("section", { has: page.locator("h2", { hasText: "Weitere offene Tickets" }) }).locator("a");
    for (const href of await others.evaluateAll((all) => all.map((one) => one.getAttribute("href")))) {
      return { one: row, other: href };
    }
  }
  throw new Error("no customer has two open tickets");
}

const alma = await visitor("de-DE");
await signIn(alma, "/shop-levels/sign-in", "alma@demo-shop.example");
const { one, other } = await pair(alma);
const number = (href) => href.split("/").pop();

await step("an agent hands a ticket over to a team with a note", async () => {
  await alma.goto(one);
  await open(alma, "hand-over");
  await alma.keyboard.press("Tab");
  await alma.keyboard.type("Technik");
  await alma.locator("#note").focus();
  await alma.keyboard.type("Please look at the import, @Bela Beispiel.");
  await send(alma, "hand-over");
  assert.match(await text(alma), /hat das Ticket an Technik übergeben/);
  await look(alma, "ticket-handed-over");
});

await step("who is mentioned has a notice, and opens the ticket from it", async () => {
  const bela = await visitor("de-DE");
  await signIn(bela, "/shop-levels/sign-in", "bela@demo-shop.example");
  await bela.goto("/shop-levels/notices");
  await look(bela, "notices");
  await bela.locator(".notices .unseen a").first().focus();
  await Promise.all([bela.waitForNavigation(), bela.keyboard.press("Enter")]);
  assert.ok(bela.url().endsWith(one));
  await bela.goto("/shop-levels/queue?view=teams");
  assert.ok(await bela.locator(`a.row-what[href="${one}"]`).count(), "it is on the shelf of the team");
  await bela.context().close();
});

await step("an agent puts a ticket aside and takes it back", async () => {
  await alma.goto(one);
  await open(alma, "snooze");
  await alma.locator("#until").focus();
  await alma.keyboard.type("bis der Kunde");
  await send(alma, "snooze");
  const refused = await alma.locator("#fold-snooze .wrong").count();
  // A promise that is due soon is not hidden; then there is nothing to take back.
  if (!refused) {
    assert.match(await text(alma), /bis der Kunde schreibt/);
    await alma.keyboard.press("z");
    await alma.waitForNavigation();
    assert.equal(await alma.locator("#fold-snooze").count(), 1, "it is back");
  }
});

await step("an agent merges two tickets and takes it back by a key", async () => {
  await alma.goto(other);
  await open(alma, "merge");
  await alma.locator("#into").focus();
  await alma.keyboard.type(number(one));
  await send(alma, "merge");
  assert.ok(alma.url().endsWith(one), "on to the one that goes on");
  await alma.locator(".entry .tag", { hasText: `#${number(other)}` }).first().waitFor();
  await look(alma, "ticket-merged");
  await Promise.all([alma.waitForNavigation(), alma.keyboard.press("z")]);
  await alma.goto(other);
  assert.ok(alma.url().endsWith(other), "it is a ticket of its own again");
});

await step("an agent ticks off what is to be done", async () => {
  await alma.goto(one);
  await alma.locator("#item").focus();
  await alma.keyboard.type("Ask for the log");
  await Promise.all([alma.waitForNavigation(), alma.keyboard.press("Enter")]);
  const item = alma.locator(".checklist .tick", { hasText: "Ask for the log" });
  await item.focus();
  await Promise.all([alma.waitForNavigation(), alma.keyboard.press("Enter")]);
  assert.equal(await item.getAttribute("aria-checked"), "true");
});

await step("two at one ticket see each other, and the second of two changes nothing blindly", async () => {
  const bela = await visitor("de-DE");
  await signIn(bela, "/shop-levels/sign-in", "bela@demo-shop.example");
  await bela.goto(one);
  await alma.goto(one);
  await bela.locator(".presence", { hasText: "Alma Agent" }).waitFor();
  await alma.locator(".presence", { hasText: "Bela Beispiel" }).waitFor();
  await bela.locator("#compose textarea").focus();
  await Promise.all([
    alma.locator(".typing", { hasText: "Bela Beispiel" }).waitFor(),
    bela.keyboard.type("I am on it, and it takes me a moment to write it down", { delay: 150 }),
  ]);
  await look(alma, "ticket-together");

  // Bela opens the form, Alma is faster.
  const rename = bela.locator("details.subject > summary");
  await rename.focus();
  await bela.keyboard.press("Enter");
  await alma.locator("details.subject > summary").focus();
  await alma.keyboard.press("Enter");
  await alma.fill("#subject", "Import leaves stock at zero");
  await alma.locator("#subject").focus();
  await Promise.all([alma.waitForNavigation(), alma.keyboard.press("Enter")]);
  await bela.fill("#subject", "Stock is wrong");
  await bela.locator("#subject").focus();
  await Promise.all([bela.waitForNavigation(), bela.keyboard.press("Enter")]);
  const told = bela.locator(".meanwhile");
  assert.match(await told.innerText(), /Alma Agent hat den Betreff/);
  await look(bela, "ticket-meanwhile");
  await told.locator("button").focus();
  await Promise.all([bela.waitForNavigation(), bela.keyboard.press("Enter")]);
  await alma.locator("h1", { hasText: "Stock is wrong" }).waitFor();
  await bela.context().close();
  await alma.locator(".presence", { hasText: "Bela Beispiel" }).waitFor({ state: "detached" });
});

await done();
