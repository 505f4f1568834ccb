// What the pages of staff weigh and how quick they are under the hand, in a real browser against a running demo:
//
//   node assets/measure.mjs http://127.0.0.1:8080
//
// Told are the bytes that a first visit transfers (page, styles, scripts, all compressed), how far the layout moves while it
// loads, and how long the browser takes from a key to the next frame (the slowest of many, in milliseconds).
import { createRequire } from "node:module";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const origin = process.argv[2] ?? "http://127.0.0.1:8080";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});

async function visitor() {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  // event timing and layout shifts are kept from the first moment on
  await page.addInitScript(() => {
    globalThis.seen = { shift: 0, slowest: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.seen.slowest = Math.max(globalThis.seen.slowest, entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
  });
  return page;
}

async function signIn(page) {
  await page.goto("/shop-levels/sign-in");
  await page.fill("input[name=email]", "alma@demo-shop.example");
  await page.fill("input[name=password]", "mainstay-demo");
  await Promise.all([page.waitForNavigation(), page.press("input[name=password]", "Enter")]);
}

async function weight(page, path) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  let bytes = 0;
  const count = (event) => (bytes += event.encodedDataLength);
  session.on("Network.loadingFinished", count);
  await page.goto(path, { waitUntil: "load" });
  await page.waitForTimeout(500);
  session.off("Network.loadingFinished", count);
  await session.detach();
  const shift = await page.evaluate(() => globalThis.seen.shift);
  console.log(`${path}: ${(bytes / 1000).toFixed(1)} kB transferred, layout shift ${shift.toFixed(4)}`);
}

const slowest = (page) => page.evaluate(() => globalThis.seen.slowest);

const page = await visitor();
await signIn(page);
await weight(page, "/shop-levels/queue");
const ticket = await page.locator("[data-row] a").first().getAttribute("href");

await page.goto("/shop-levels/queue");
for (const key of ["j", "j", "k", "j", "?", "Escape"]) await page.keyboard.press(key);
await page.waitForTimeout(200);
console.log(`queue, walking through rows and the list of keys: slowest key ${await slowest(page)} ms`);

await page.goto("/shop-levels/queue");
await page.keyboard.press("Control+k");
await page.keyboard.type("rechnung", { delay: 80 });
for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "Escape"]) await page.keyboard.press(key);
await page.waitForTimeout(200);
console.log(`palette, opened, typed into and walked through: slowest key ${await slowest(page)} ms`);

await weight(page, ticket);
await page.keyboard.press("r");
await page.keyboard.type("Guten Tag, **danke** für Ihre Nachricht. Wir sehen nach.", { delay: 20 });
await page.waitForTimeout(200);
console.log(`ticket, writing a reply: slowest key ${await slowest(page)} ms`);
await browser.close();
