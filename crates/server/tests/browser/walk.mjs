// Walks the pages of a running demo as an agent, a contact, anyone, and an administrator.

import assert from "node:assert/strict";
import { done, live, look, signIn, step, submit, text, visitor } from "./visitor.mjs";

/** A weekday of the week before; at ten the support line is open. */
function workday() {
  const day = new Date();
  day.setDate(day.getDate() - ((day.getDay() + 3) % 7) - 7);
  return day.toISOString().slice(0, 10);
}

// ---- Anyone: the comparison of the plans, in two languages
await step("anyone compares the plans in German and English", async () => {
  for (const [locale, words] of [["de-DE", ["Supportlevel 2", "39,00"]], ["en-GB", ["Support level 2", "39.00"]]]) {
    const page = await visitor(locale);
    await page.goto("/shop-levels/plans");
    const shown = await text(page);
    for (const word of words) assert.ok(shown.includes(word), `${locale}: the plans page lacks ${word}`);
    await look(page, `plans-${locale.slice(0, 2)}`);
    await page.context().close();
  }
});

await step("a wrong password is refused, what was typed is kept", async () => {
  const page = await visitor("en-GB");
  await page.goto("/shop-levels/sign-in");
  await look(page, "sign-in");
  await page.fill("input[name=email]", "alma@demo-shop.example");
  await page.fill("input[name=password]", "not the password");
  await Promise.all([page.waitForNavigation(), page.press("input[name=password]", "Enter")]);
  assert.equal(await page.inputValue("input[name=email]"), "alma@demo-shop.example");
  assert.ok((await text(page)).includes("do not fit"));
  await page.goto("/no-such-desk/queue");
  assert.ok((await page.locator("body").innerText()).length > 0);
  await page.context().close();
});

// ---- A contact: what is included, a verdict before sending, a ticket, an emergency
let ticket;
await step("a contact sees what is left, learns the verdict, sends and follows a ticket", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/portal/sign-in", "anton@anker.example");
  await page.goto("/shop-levels/portal");
  const home = await text(page);
  assert.ok(/min/.test(home), "the portal shows no minutes");
  await look(page, "portal");
  await page.goto("/shop-levels/portal/tickets/new");
  await page.fill("input[name=subject]", "Prices are shown without tax");
  await page.fill("textarea[name=body]", "Since the last change all prices are net. How do we switch it back?");
  await page.waitForSelector("#quote");
  assert.ok((await page.locator("#quote").innerText()).trim().length > 0, "no verdict before sending");
  await look(page, "portal-new-ticket");
  await submit(page, "textarea[name=body]");
  assert.match(page.url(), /portal\/tickets\/\d+/);
  ticket = page.url().match(/tickets\/(\d+)/)[1];
  assert.ok((await text(page)).includes("Prices are shown without tax"));
  await look(page, "portal-ticket");
  await page.fill("textarea[name=body]", "It concerns the German shop only.");
  await submit(page, "textarea[name=body]");
  assert.ok((await text(page)).includes("It concerns the German shop only."));
  await page.context().close();
});

await step("a contact accepts the price of an emergency call", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/portal/sign-in", "anton@anker.example");
  await page.goto("/shop-levels/portal/emergency");
  await look(page, "portal-emergency");
  await page.fill("input[name=phone]", "+49 3641 000000");
  const subject = page.locator("[name=subject]");
  if (await subject.count()) await subject.fill("Shop is down since nine");
  await page.check("input[name=accepted]");
  await submit(page, "input[name=accepted]");
  assert.ok((await text(page)).includes("Shop is down since nine"), "the call-back is not shown");
  await page.context().close();
});

// ---- An agent: the queue, the ticket, a call, the customer
await step("an agent works the queue and the ticket", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  assert.match(page.url(), /shop-levels\/queue/);
  assert.ok((await page.locator("[data-row]").count()) > 0, "the queue is empty");
  await look(page, "queue");
  await page.goto(`/shop-levels/tickets/${ticket}`);
  assert.ok((await text(page)).includes("It concerns the German shop only."));
  await look(page, "ticket");
  await page.fill(".tiptap", "Under settings, prices, switch to gross for the German shop.");
  await submit(page, "textarea[name=body]");
  assert.ok((await text(page)).includes("switch to gross"));
  await Promise.all([page.waitForNavigation(), page.locator(".entry-waiting button[formaction$='/send']").click()]);
  await page.locator(".entry-staff", { hasText: "switch to gross" }).waitFor();
  assert.equal(await page.locator(".entry-waiting").count(), 0, "what was sent still waits");
  await page.check("input[name=kind][value=note]", { force: true });
  await page.fill(".tiptap", "Third case this week, worth an article.");
  await submit(page, "textarea[name=body]");
  assert.ok((await text(page)).includes("worth an article"));
  for (const [action, state] of [["wait", /wartet/], ["reopen", /offen/], ["resolve", /gelöst/], ["close", /geschlossen/], ["reopen", /offen/]]) {
    await Promise.all([page.waitForNavigation(), page.locator(`button[formaction$="/tickets/${ticket}/${action}"]`).first().click()]);
    assert.match(await page.locator(".ticket-head").innerText(), state);
  }
  await page.context().close();
});

await step("the customer does not see the note", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/portal/sign-in", "anton@anker.example");
  await page.goto(`/shop-levels/portal/tickets/${ticket}`);
  const shown = await text(page);
  assert.ok(shown.includes("switch to gross"));
  assert.ok(!shown.includes("worth an article"), "a note is visible to the customer");
  await page.context().close();
});

await step("an agent finds the ticket by keyboard, as it was written a moment ago", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.keyboard.press("/");
  await page.keyboard.type("artikle");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /search\?q=artikle/);
  // The note says "article": one letter is wrong here, and notes are found by staff.
  await page.locator("#results mark", { hasText: "article" }).first().waitFor();
  await look(page, "search");
  await page.keyboard.press("/");
  const answered = page.waitForResponse((response) => response.url().includes("state%3Aopen"));
  await page.keyboard.type("Prices shown state:open");
  await answered;
  // What was asked in between is answered too; the links keep their focus when they are exchanged.
  await page.waitForFunction(() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling"));
  await page.locator(`#results a[href$="/tickets/${ticket}"] mark`).first().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /tickets\/\d+$/);
  await page.goto("/shop-levels/search?q=state:offen");
  assert.ok((await text(page)).includes("state: open, waiting, resolved, closed"));
  await look(page, "search-wrong");
  await page.goto("/shop-levels/customers");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "search", "the page's own search comes first");
  await page.goto(`/shop-levels/tickets/${ticket}`);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("/")]);
  assert.match(page.url(), /shop-levels\/search$/);
  await page.context().close();
});

await step("the customer finds the ticket, and nothing of its note", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/portal/sign-in", "anton@anker.example");
  await page.goto("/shop-levels/portal/search?q=prices+without+tax");
  assert.ok((await page.locator("#results mark").count()) > 0);
  await look(page, "portal-search");
  await page.goto("/shop-levels/portal/search?q=article");
  assert.equal(await page.locator("#results mark").count(), 0, "a note is found by the customer");
  await page.context().close();
});

await step("an agent logs a call and sees its price before", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "alma@demo-shop.example");
  await page.goto(`/shop-levels/tickets/${ticket}`);
  await page.keyboard.press("c");
  await page.waitForSelector("#panel[open] #quote");
  assert.match(page.url(), /tickets\/\d+$/, "the form is beside the ticket");
  await look(page, "call-panel");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#panel[open]", { state: "detached" });
  await page.keyboard.press("c");
  await page.waitForSelector("#panel[open] #quote");
  await page.fill("[name=started_at]", `${workday()}T10:00`);
  await page.fill("[name=duration_s]", "7");
  await page.locator("[name=duration_s]").dispatchEvent("change");
  await page.waitForFunction(() => /7 Min|€/.test(document.querySelector("#quote")?.textContent ?? ""));
  await look(page, "call");
  await page.locator("#panel").getByLabel("Notiz").fill("Explained where the switch is.");
  await submit(page, "textarea[name=note]");
  assert.ok((await text(page)).includes("Explained where the switch is."), "the call is not on the ticket");
  await page.context().close();
});

await step("customers, on-call and work have their pages", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "nilo@demo-shop.example");
  await page.goto("/shop-levels/customers");
  await look(page, "customers");
  await page.locator("main a[href*='/customers/']").first().click();
  await page.waitForURL(/customers\/\d+/);
  await look(page, "customer");
  await page.locator("main a[href*='/contracts/']").first().click();
  await page.waitForURL(/contracts\/\d+/);
  await look(page, "contract");
  await page.goto("/shop-levels/mails");
  assert.ok((await text(page)).includes("anker.example"), "no mail is listed");
  const mail = page.locator("main a[href$='/raw']").first();
  const [download] = await Promise.all([page.waitForEvent("download"), mail.click()]);
  assert.match(download.suggestedFilename(), /\.eml$/);
  await look(page, "mails");
  await page.goto("/shop-levels/on-call");
  assert.ok((await text(page)).includes("Shop is down since nine"), "the call-back is not on the on-call list");
  await look(page, "on-call");
  await page.goto(`/shop-levels/tickets/${ticket}/work/new`);
  await look(page, "work");
  await page.context().close();
});

// ---- Administration: preview, issue, open a line to its usage and its steps
/** Opens the line that holds a usage, the usage, and its steps; answers the words of the steps. */
async function openDown(page, usage) {
  const line = page.locator("main > details.fold").filter({ has: page.locator("details.fold > summary", { hasText: usage }) }).first();
  await line.locator("> summary").click();
  const used = line.locator("> details.fold").filter({ has: page.locator("> summary", { hasText: usage }) }).first();
  await used.locator("> summary").click();
  await used.locator("details.why > summary").click();
  const steps = used.locator("ol.steps");
  await steps.waitFor({ state: "visible" });
  return steps.innerText();
}

await step("an agent logs a long call, and it is on this month's preview down to its steps", async () => {
  const agent = await visitor("de-DE");
  await signIn(agent, "/shop-levels/sign-in", "alma@demo-shop.example");
  await agent.goto(`/shop-levels/tickets/${ticket}/calls/new`);
  await agent.fill("[name=started_at]", `${workday()}T10:00`);
  await agent.fill("[name=duration_s]", "2:30:00");
  await agent.fill("textarea[name=note]", "Went through all prices together.");
  await agent.waitForFunction(() => /€/.test(document.querySelector("#quote")?.textContent ?? ""));
  await submit(agent, "textarea[name=note]");
  assert.ok((await text(agent)).includes("Went through all prices together."), "the call is not on the ticket");
  await agent.context().close();

  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "vera@demo-shop.example");
  await page.goto("/shop-levels/invoices");
  await Promise.all([page.waitForNavigation(), page.locator("main a.button[href*='month=']").last().click()]);
  const row = page.locator("main tbody tr", { hasText: "Anker" });
  await Promise.all([page.waitForNavigation(), row.locator("a[href*='/invoices/preview/']").click()]);
  await look(page, "invoice-preview");
  assert.match(await openDown(page, "2\u00a0Std. 30\u00a0Min."), /0,50\s€/);
  await page.context().close();
});

await step("a manager words a mail, sees what it comes to, and makes a key that signs", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "mira@demo-shop.example");
  await page.goto("/shop-levels/settings/wording");
  await look(page, "wordings");
  await Promise.all([page.waitForNavigation(), page.locator("main a", { hasText: "Antwort" }).click()]);
  await page.locator("main summary").click();
  await look(page, "wording");
  const preview = page.locator("#quote");
  await page.fill("[name=en]", "Dear {{ contact }},\n\nregards\n{{ signature }}");
  await preview.getByText("{{ body }} fehlt").waitFor();
  await page.fill("[name=en]", "Dear {{ contact }},\n\n{{ body }}\n\nregards\n{{ signature }}");
  await preview.getByText(/^Dear /).waitFor();
  await submit(page, "[name=en]");
  assert.equal(await page.locator("main td", { hasText: "eigener Text" }).count(), 1);
  await page.goto("/shop-levels/settings/signing");
  await Promise.all([page.waitForNavigation(), page.locator("main button", { hasText: "Schlüssel erzeugen" }).first().click()]);
  await look(page, "signing");
  await Promise.all([page.waitForNavigation(), page.locator("main button", { hasText: "Mit diesem signieren" }).click()]);
  assert.match(await text(page), /signiert seit/);
  await page.context().close();
});

await step("administration previews and issues a month, reads an invoice down to the steps, and issues nothing twice", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "vera@demo-shop.example");
  await page.locator("nav a[href$='/invoices']").click();
  await page.waitForURL(/\/invoices$/);
  await look(page, "invoices");
  const preview = page.locator("main tbody a[href*='/invoices/preview/']");
  const owed = await preview.count();
  assert.ok(owed > 0, "the month that ended last is not there to be issued");
  // The same month in a second window, where nobody presses yet.
  const stale = await page.context().newPage();
  await stale.goto(page.url());
  // One that bills calls: there is something to open below its lines.
  const folded = page.locator("main > details.fold > details.fold > summary");
  let customer;
  for (const address of await preview.evaluateAll((links) => links.map((link) => link.href))) {
    await page.goto(address);
    if (!(await folded.count())) continue;
    customer = (await page.locator("h1").innerText()).split(": ")[1];
    break;
  }
  assert.ok(customer, "nobody's month holds a call");
  const sums = await page.locator("main table").nth(1).innerText();
  await page.goto(stale.url());
  await submit(page, "input[name=month]");
  assert.equal(await preview.count(), 0);
  const issued = page.locator("main tbody a[href*='/invoices/']");
  assert.equal(await issued.count(), owed);
  const listed = await page.locator("main table").innerText();
  assert.equal(await page.locator("form input[name=month]").count(), 0, "there is nothing left to issue");

  const row = page.locator("main tbody tr", { hasText: customer });
  await Promise.all([page.waitForNavigation(), row.locator("a[href*='/invoices/']").click()]);
  assert.match(page.url(), /invoices\/\d+$/);
  assert.equal(await page.locator("main table").nth(1).innerText(), sums, "what was issued is not what was previewed");
  const address = page.url();
  assert.ok((await openDown(page, (await folded.first().textContent()).trim())).length > 0, "a usage without steps");
  await look(page, "invoice");
  await page.goto(`${address}/print`);
  await look(page, "invoice-print");

  await submit(stale, "input[name=month]");
  assert.ok((await stale.locator("#toasts").innerText()).includes("Nichts Neues"), "issuing again does something");
  assert.equal(await stale.locator("main table").innerText(), listed, "issuing again changes something");
  await page.context().close();
});

// ---- Who got the mail about a request that is charged: the price, accepted without signing in and without script
await step("a price is accepted by the link of a receipt, and the agent sees it at once", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/agency-hours/sign-in", "alma@demo-agency.example");
  await page.goto("/agency-hours/customers?q=Uhren");
  const customer = (await page.locator("main a", { hasText: "Uhren Takt" }).first().getAttribute("href")).match(/\d+$/)[0];
  await page.goto(`/agency-hours/tickets/new?customer=${customer}`);
  await page.fill("input[name=subject]", "Die Uhr im Kopf der Seite geht nach");
  await page.fill("textarea[name=body]", "Seit der Umstellung um eine Stunde.\nBitte richten.");
  await submit(page, "textarea[name=body]");
  const asked = page.locator(".side .acceptance");
  assert.ok((await asked.innerText()).includes("Preis noch nicht angenommen"));
  await look(page, "ticket-price-waits");
  const ticket = page.url();
  const number = ticket.match(/tickets\/(\d+)/)[1];

  // The receipt goes out within a moment.
  let link;
  const mails = await page.context().newPage();
  for (let tries = 0; tries < 100 && !link; tries += 1) {
    await mails.goto("/agency-hours/outbox?shelf=sent");
    const receipt = mails.locator("main a", { hasText: `[#${number}]` }).first();
    if (await receipt.count()) {
      const raw = await mails.request.get(`${await receipt.getAttribute("href")}/raw`);
      link = (await raw.text()).replace(/=\r?\n/g, "").match(/\/agency-hours\/accept\/[\w-]{43}/)?.[0];
    }
    if (!link) await mails.waitForTimeout(200);
  }
  assert.ok(link, "the receipt has no link");

  const reader = await visitor("de-DE");
  await reader.goto(link);
  assert.ok((await text(reader)).includes("Preis annehmen"));
  await look(reader, "accept");
  const plain = await visitor("de-DE", "Europe/Berlin", { javaScriptEnabled: false });
  await plain.goto(link);
  await page.bringToFront();
  await page.goto(ticket);
  await live(page);
  await Promise.all([plain.waitForNavigation(), plain.locator("button[value=accepted]").click()]);
  assert.ok((await text(plain)).includes("Angenommen von Klara Kern"));
  await asked.getByText("Preis angenommen").waitFor();
  await look(page, "ticket-price-accepted");
  await reader.goto(link);
  await look(reader, "accepted");
  assert.equal(await reader.locator("button[value=accepted]").count(), 0);
  for (const one of [page, reader, plain]) await one.context().close();
});

await done();
