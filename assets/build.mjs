// Builds what the pages need into one folder: node build.mjs OUT TEMPLATES SOURCES
//
// - app.css and app.js, bundled and minified by esbuild, each with its Brotli and gzip forms beside it;
//   the file name carries a hash of the content, so a browser may keep it for ever
// - assets.rs: the table that crates/web/src/asset.rs includes
// - icons.rs: the Lucide icons that templates and views name by `"name"|icon` or
//   `icon("name")`, as inline SVG; a name that Lucide does not have stops the build
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [out, ...named] = process.argv.slice(2);

const mediaTypes = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

async function bundle(entry, options) {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    logLevel: "warning",
    ...options,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

function icons() {
  const wanted = new Set();
  for (const path of named.flatMap(files)) {
    if (!/\.(html|rs|svg)$/.test(path)) continue;
    const text = readFileSync(path, "utf8");
    for (const [, name] of text.matchAll(/"([a-z0-9-]+)"\|icon\b/g)) wanted.add(name);
    for (const [, name] of text.matchAll(/\bicon\("([a-z0-9-]+)"\)/g)) wanted.add(name);
  }
  return [...wanted].sort().map((name) => {
    const path = join(here, "node_modules/lucide-static/icons", `${name}.svg`);
    const inner = readFileSync(path, "utf8")
      .replace(/<!--[^]*?-->/g, "")
      .replace(/<svg[^>]*>|<\/svg>/g, "")
      .replace(/\s+/g, " ")
      .replace(/> </g, "><")
      .replace(/ \/>/g, "/>")
      .trim();
    return [name, `<svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">${inner}</svg>`];
  });
}

const parts = {
  "app.css": await bundle("css/app.css", {}),
  "app.js": await bundle("src/app.ts", { format: "iife", target: "es2022" }),
  // The composer's own script, on the pages that have one, and the editor that it loads after them.
  "composer.js": await bundle("src/composer.ts", { format: "iife", target: "es2022" }),
  "editor.js": await bundle("src/editor.ts", { format: "esm", target: "es2022" }),
  "mark.svg": readFileSync(join(here, "mark.svg")),
};

mkdirSync(out, { recursive: true });
const rows = Object.entries(parts).map(([name, bytes]) => {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem, ending] = name.split(".");
  const hashed = `${stem}-${hash}.${ending}`;
  writeFileSync(join(out, name), bytes);
  writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes));
  return `    Asset { name: "${name}", file: "${hashed}", media_type: "${mediaTypes[ending]}", \
bytes: include_bytes!("${join(out, name)}"), brotli: include_bytes!("${join(out, `${name}.br`)}"), \
gzip: include_bytes!("${join(out, `${name}.gz`)}") },\n`;
});
writeFileSync(join(out, "assets.rs"), `&[\n${rows.join("")}]\n`);
const drawn = icons().map(([name, svg]) => `    ("${name}", r##"${svg}"##),\n`);
writeFileSync(join(out, "icons.rs"), `&[\n${drawn.join("")}]\n`);
