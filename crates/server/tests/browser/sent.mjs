// A mail as an attacker would write it, opened as it was sent: nothing of it runs, and nobody is asked for anything.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { done, look, signIn, step, visitor, write } from "./visitor.mjs";

const asked = [];
const evil = createServer((request, answer) => {
  asked.push(request.url);
  answer.end();
});
await new Promise((listening) => evil.listen(0, "127.0.0.1", listening));
const EVIL = `http://127.0.0.1:${evil.address().port}`;
const GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

const html = `<html><head><base href="${EVIL}/base/"><meta http-equiv="refresh" content="0;url=${EVIL}/meta">
<link rel="stylesheet" href="${EVIL}/sheet"><style>@import "${EVIL}/import"; body { background: url(${EVIL}/style) }</style></head>
<body background="${EVIL}/background" onload="fetch('${EVIL}/load')"><script>fetch("${EVIL}/script"); top.ran = true</script>
<p id="words" style="color: red; background: url(${EVIL}/inline); position: fixed">Our stock is wrong.</p>
<img src="cid:own" alt="own" width="7"><img src="${EVIL}/pixel" alt="theirs" srcset="${EVIL}/set 2x"><img src="x" onerror="fetch('${EVIL}/error'); top.ran = true">
<iframe src="${EVIL}/iframe"></iframe><object data="${EVIL}/object"></object><embed src="${EVIL}/embed"><video src="${EVIL}/video" poster="${EVIL}/poster" autoplay></video>
<svg onload="top.ran = true"><image href="${EVIL}/svg"/><style>@import "${EVIL}/svg-style";</style></svg>
<form action="${EVIL}/form"><input name="password" type="password" autofocus onfocus="top.ran = true"><button>Sign in</button></form>
<a href="javascript:top.ran = true">script</a> <a href="${EVIL}/link" ping="${EVIL}/ping">www.bank.example</a></body></html>`;
const mail = [
  "From: Ada <ada.sent@anker.example>", "To: support@demo-shop.example", "Subject: As it was sent",
  "Message-ID: <sent@anker.example>", "MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="b"', "",
  "--b", "Content-Type: text/html; charset=utf-8", "", html,
  "--b", "Content-Type: image/gif", "Content-ID: <own>", "Content-Transfer-Encoding: base64", "", GIF, "--b--", "",
].join("\r\n");

const contact = { name: "Ada Sent", email: "ada.sent@anker.example", language: "en" };
await write("/customers/1/contacts", contact);
await write("/contracts/1/contacts", { contact: contact.email });

for (const javaScriptEnabled of [true, false]) {
  const page = await visitor("en-GB", "Europe/Berlin", { javaScriptEnabled });
  const elsewhere = [];
  page.on("request", (request) => {
    if (request.url().startsWith(EVIL) || /\.example/.test(new URL(request.url()).host)) elsewhere.push(request.url());
  });

  await step(`a hostile mail is shown as it was sent ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    await signIn(page, "/shop-levels/sign-in", "vera@demo-shop.example");
    if (javaScriptEnabled) {
      await page.goto("/shop-levels/mails/upload");
      await page.locator("main input[type=file]").setInputFiles({ name: "sent.eml", mimeType: "message/rfc822", buffer: Buffer.from(mail) });
      await Promise.all([page.waitForNavigation(), page.locator("main form button.primary").click()]);
    }
    // The mail is handled by a job, soon after it was taken in.
    const ticket = page.locator("main tr", { hasText: "As it was sent" }).locator("a[href*='/tickets/']");
    for (const end = Date.now() + 15000; Date.now() < end && !(await ticket.count()); ) await page.goto("/shop-levels/mails");
    await page.goto(await ticket.first().getAttribute("href"));
    await Promise.all([page.waitForNavigation(), page.locator(".as-sent a").first().click()]);
    const frame = page.frameLocator("iframe.sent");
    await frame.locator("p", { hasText: "Our stock is wrong." }).waitFor();
    await frame.locator("img[alt=own]").waitFor();
    assert.match(await page.locator("main").innerText(), /One picture from elsewhere was not loaded|Ein Bild von außerhalb wurde nicht geladen/);
    assert.match(await frame.locator("body").innerText(), /www\.bank\.example \(127\.0\.0\.1\)/);
    assert.equal(await frame.locator("a[href]").count(), 1);
    assert.equal(await frame.locator("a[href]").getAttribute("title"), `${EVIL}/link`);
    assert.equal(await frame.locator("script, style:not(head style), iframe, form, input, object, embed, video, svg").count(), 0);
    if (javaScriptEnabled) {
      assert.equal(await page.evaluate(() => globalThis.ran), undefined);
      assert.ok(await frame.locator("img[alt=own]").evaluate((one) => one.naturalWidth > 0), "its own picture is shown");
    }
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(asked, []);
    if (javaScriptEnabled) await look(page, "sent");
    // Asked for, pictures come through the server, which asks nobody on its own network.
    await Promise.all([page.waitForNavigation(), page.locator("main a[href*='?pictures=']").click()]);
    await page.frameLocator("iframe.sent").locator("p", { hasText: "Our stock is wrong." }).waitFor();
    assert.match(await page.locator("main").innerText(), /through this server|über diesen Server/);
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(asked, []);
  });
}
evil.close();
await done();
