// What every walk through the pages needs: a real browser on a running demo, and a look at each page by axe-core in both
// themes and at phone width. A walk is called as: node WALK.mjs ORIGIN [SCREENSHOT-FOLDER]

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const assets = fileURLToPath(new URL("../../../../assets/package.json", import.meta.url));
const require = createRequire(assets);
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const origin = process.argv[2];
const shots = process.argv[3];
if (shots) mkdirSync(shots, { recursive: true });
const PASSWORD = "mainstay-demo";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

let looked = 0;
const wrong = [];

/** Nothing on the page is wider than the page. */
async function fits(page, name, width) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) wrong.push(`${name} at ${width} px is ${overflow} px too wide`);
}

/** Looks at the page with axe-core, light and dark, wide and narrow, and takes pictures when asked to. */
export async function look(page, name) {
  for (const width of [320, 720, 3840]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, name, width);
  }
  for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 390]]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await fits(page, name, width);
    // Evaluated over the debugging protocol, so the page's own policy need not allow it.
    await page.evaluate(axeSource);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const violation of result.violations) {
      const places = violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ");
      wrong.push(`${name} ${scheme} ${width}: ${violation.id}: ${violation.help} (${places})`);
    }
    if (shots) await page.screenshot({ path: `${shots}/${name}-${scheme}-${width}.jpg`, type: "jpeg", quality: 70 });
    looked += 1;
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** A fresh visitor; every error in a page's console is kept. */
export async function visitor(locale, timezoneId = "Europe/Berlin", more = {}) {
  const context = await browser.newContext({ locale, timezoneId, baseURL: origin, ...more });
  await context.addInitScript(() => document.addEventListener("htmx:sseOpen", () => (globalThis.streaming = true)));
  const page = await context.newPage();
  page.on("pageerror", (error) => wrong.push(`script error on ${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // A page that is asked for in vain says so to the console too; the steps that do so look at the answer themselves.
    const expected = /status of (401|404|409|422)/.test(message.text());
    if (message.type() === "error" && !expected) wrong.push(`console on ${page.url()}: ${message.text()}`);
  });
  // Long enough for a machine that is busy with something else; what does not come at all fails all the same.
  page.setDefaultTimeout(60000);
  return page;
}

/** Waits until the page hears of what happens. */
export async function live(page) {
  await page.waitForFunction(() => globalThis.streaming);
}

export async function signIn(page, path, email) {
  await page.goto(path);
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", PASSWORD);
  await Promise.all([page.waitForNavigation(), page.press("input[name=password]", "Enter")]);
}

/** Writes something down as another program would, with the token of an administrator; answers what the desk answers. */
export async function write(path, body) {
  const answer = await fetch(`${origin}/shop-levels/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.MAINSTAY_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json().catch(() => ({}));
}

/** Submits the form that holds an element, and waits for the page that answers. */
export async function submit(page, inside) {
  const button = page.locator("form").filter({ has: page.locator(inside) }).locator("button.primary, button[type=submit]").last();
  await Promise.all([page.waitForNavigation(), button.click()]);
}

export async function step(name, act) {
  try {
    await act();
    console.log(`ok ${name}`);
  } catch (error) {
    throw new Error(`${name}: ${error.stack ?? error}`);
  }
}

export const text = (page) => page.locator("main").innerText();

/** Ends the walk: fails if anything was wrong on any page. */
export async function done() {
  await browser.close();
  if (wrong.length) {
    console.error(wrong.join("\n"));
    process.exit(1);
  }
  console.log(`${looked} looks, nothing wrong`);
}
