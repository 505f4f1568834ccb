// Every page there is, as an administrator or a customer reaches it by links: none has a barrier in either theme, none gets too wide.
// What pages there are says the list of routes that the sweep over rights keeps, so that a new one is looked at too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { done, look, signIn, step, submit, visitor, write } from "./visitor.mjs";

// Parts of pages, files, streams, and what another server leads to.
const NO_PAGES = [
  "/calls/ticker", "/events", "/mails/{id}/raw", "/notices/count", "/notices/list", "/on-call/list", "/outbox/{id}/raw", "/palette",
  "/portal/events", "/portal/search/results", "/portal/tickets/{number}/clocks", "/portal/tickets/{number}/entries",
  "/portal/tickets/{number}/files/{id}", "/portal/tickets/{number}/messages/{id}/sent/frame", "/queue/list", "/search/results",
  "/settings/mailboxes/consent", "/tickets/{number}/acceptance", "/tickets/{number}/clocks", "/tickets/{number}/conversation",
  "/tickets/{number}/entries", "/tickets/{number}/files", "/tickets/{number}/files/{id}", "/tickets/{number}/head",
  "/tickets/{number}/messages/{id}/sent/frame", "/tickets/{number}/presence", "/tickets/{number}/preview",
  "/tickets/{number}/replies/{id}",
];
// Without a sign-in, and seen by the walk that comes there.
const ELSEWHERE = ["", "/", "/accept/{secret}", "/plans", "/sign-in", "/portal/sign-in"];

const sweep = readFileSync(new URL("../../../web/tests/sweep.txt", import.meta.url), "utf8");
const routes = sweep
  .split("\n")
  .filter((line) => line.startsWith("GET /{desk}") && !line.includes("/api/"))
  .map((line) => line.slice("GET /{desk}".length).split(":")[0])
  .filter((route) => !NO_PAGES.includes(route) && !ELSEWHERE.includes(route));
const literal = (route) => -route.split("{").length;
const patterns = routes
  .toSorted((a, b) => literal(b) - literal(a))
  .map((route) => [route, new RegExp(`^/shop-levels${route.replaceAll(/\{\w+\}/g, "[^/]+")}$`)]);
const routeOf = (path) => patterns.find(([, pattern]) => pattern.test(path))?.[0];

const seen = new Set();

/** The addresses that a page leads to. */
const links = (page) =>
  page.locator("a[href]").evaluateAll((all) => {
    const here = all.map((one) => new URL(one.href)).filter((url) => url.origin === location.origin);
    return here.map((url) => url.pathname + url.search);
  });

/** Looks at the first page of each kind that links lead to from here; only those of `area`. */
async function walk(page, area, begin) {
  const found = [];
  for (const path of begin) {
    await page.goto(`/shop-levels${path}`);
    found.push(`/shop-levels${path}`, ...(await links(page)));
  }
  while (found.length) {
    const path = found.shift();
    const route = routeOf(path.split("?")[0]);
    if (!route || seen.has(route) || !area(route)) continue;
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    assert.equal(routeOf(new URL(page.url()).pathname), route, `${path} leads elsewhere`);
    seen.add(route);
    await look(page, `every${route.replaceAll(/[/{}]+/g, "-")}`);
    found.push(...(await links(page)));
  }
}

const isPortal = (route) => route.startsWith("/portal");

const { number } = await write("/tickets", { contact: "anton@anker.example", subject: "Every page", body: "One of each." });
let mailed;

await step("every page of customers", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/portal/sign-in", "anton@anker.example");
  await page.goto(`/shop-levels/portal/tickets/${number}`);
  await page.fill("textarea[name=body]", "And one thing more.");
  await submit(page, "textarea[name=body]");
  await walk(page, isPortal, ["/portal"]);
  await page.context().close();
});

await step("every page of the staff", async () => {
  const page = await visitor("de-DE");
  await signIn(page, "/shop-levels/sign-in", "vera@demo-shop.example");
  const fill = async (path, fields) => {
    await page.goto(`/shop-levels${path}`);
    for (const [name, value] of Object.entries(fields)) await page.fill(`main [name="${name}"]`, value);
    await Promise.all([page.waitForNavigation(), page.locator("main form button.primary").click()]);
  };
  await fill("/settings/mailboxes", { address: "verkauf@demo-shop.example", name: "verkauf" });
  await fill("/settings/replies/new", { name: "Gruß", de: "Guten Tag", en: "Hello" });
  await page.goto("/shop-levels/queue?q=contact:gwen+channel:email");
  mailed = (await links(page)).find((path) => routeOf(path) === "/tickets/{number}").slice("/shop-levels".length);
  await write(`/tickets/${number}/messages`, { body: "This is how it is done." });
  await page.goto(`/shop-levels/tickets/${number}`);
  await Promise.all([page.waitForNavigation(), page.locator("form[action$='/article'] button").evaluate((button) => button.click())]);
  const begin = ["/articles", mailed, `/tickets/${number}`, "/outbox?shelf=sent", "/queue", "/settings"];
  await walk(page, (route) => !isPortal(route), begin);
  await page.context().close();
});

await step("a mail as it was sent, as its customer sees it", async () => {
  const page = await visitor("en-GB");
  await signIn(page, "/shop-levels/portal/sign-in", "gwen@alpine-outdoor.example");
  await walk(page, isPortal, [`/portal${mailed}`]);
  await page.context().close();
});

await step("no page was left out", async () => {
  assert.deepEqual(routes.filter((route) => !seen.has(route)), []);
});

await done();
