// What the pages of staff weigh and how quick they are under the hand, in a real browser against a running demo:
//
//   node assets/measure.mjs http://127.0.0.1:8080
//
// Told are the bytes that a first visit transfers (page, styles, scripts, all compressed), how far the layout moves while it
// loads and what moved, and how long the browser takes from a key to the next frame: the slowest of many keys with its parts,
// waiting, scripts, drawing. The browser tells the whole in steps of 8 ms.
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
    globalThis.seen = { shift: 0, moved: new Set(), events: [] };
    const called = (node) => (node instanceof Element ? `${node.localName}.${[...node.classList].join(".")}` : node?.nodeName);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        globalThis.seen.shift += entry.value;
        for (const source of entry.sources) globalThis.seen.moved.add(called(source.node));
      }
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!/^(key|input|beforeinput|pointer|click)/.test(entry.name)) continue;
        const { name, duration, startTime, processingStart, processingEnd } = entry;
        globalThis.seen.events.push({
          name,
          duration,
          waiting: processingStart - startTime,
          scripts: processingEnd - processingStart,
          drawing: startTime + duration - processingEnd,
        });
      }
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
  const [shift, moved] = await page.evaluate(() => [globalThis.seen.shift, [...globalThis.seen.moved].join(", ")]);
  console.log(`${path}: ${(bytes / 1000).toFixed(1)} kB transferred, layout shift ${shift.toFixed(4)} ${moved}`);
}

async function slowest(page) {
  await page.waitForTimeout(300);
  const events = await page.evaluate(() => globalThis.seen.events.splice(0));
  const longest = events.toSorted((a, b) => b.duration - a.duration)[0];
  if (!longest) return "under 16 ms";
  const part = (name) => `${name} ${longest[name].toFixed(1)}`;
  return `${longest.duration} ms at ${longest.name} (${["waiting", "scripts", "drawing"].map(part).join(", ")})`;
}

const page = await visitor();
await signIn(page);
await weight(page, "/shop-levels/queue");
const ticket = await page.locator("[data-row] a").first().getAttribute("href");

async function press(page, where, keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    console.log(`${where}, ${key}: ${await slowest(page)}`);
  }
}

await page.goto("/shop-levels/queue", { waitUntil: "load" });
await slowest(page);
await press(page, "queue", ["j", "j", "k", "x", "e", "Escape", "Escape", "?", "Escape"]);

await page.goto("/shop-levels/queue", { waitUntil: "load" });
await slowest(page);
await press(page, "palette", ["Control+k"]);
await page.keyboard.type("rechnung", { delay: 80 });
console.log(`palette, a word: ${await slowest(page)}`);
await press(page, "palette", ["ArrowDown", "ArrowDown", "ArrowUp", "Escape"]);

await weight(page, ticket);
await slowest(page);
await press(page, "ticket", ["r"]);
await page.keyboard.type("Guten Tag, **danke** für Ihre Nachricht. Wir sehen nach.", { delay: 20 });
console.log(`ticket, writing a reply: ${await slowest(page)}`);
await browser.close();
