// Keeps relative times fresh and counts a running call. The server wrote the first words; these
// functions only say the same with the seconds that have passed since.

type Words = { minute: string; hour: string; days: [string, string]; now: string; ago: (w: string) => string };

const words: Record<string, Words> = {
  de: { minute: "Min.", hour: "Std.", days: ["Tag", "Tagen"], now: "jetzt", ago: (w) => `vor ${w}` },
  en: { minute: "min", hour: "h", days: ["day", "days"], now: "now", ago: (w) => `${w} ago` },
};

/** The same rules as `short` in crates/web/src/text/format.rs. */
function short(seconds: number, say: Words): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0${say.minute}`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)}\u00a0${say.hour}`;
  const days = Math.floor(seconds / 86400);
  return `${days}\u00a0${say.days[days === 1 ? 0 : 1]}`;
}

function stopwatch(seconds: number): string {
  const left = Math.max(0, seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(left / 3600), Math.floor((left % 3600) / 60), left % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function set(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function refresh(say: Words): void {
  const now = Math.floor(Date.now() / 1000);
  const at = (text: string | null) => Math.floor(Date.parse(text ?? "") / 1000);
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const seconds = at(element.getAttribute("datetime")) - now;
    const near = Math.abs(seconds) < 60;
    const ahead = seconds > 0 ? `in ${short(seconds, say)}` : say.ago(short(-seconds, say));
    set(element, near ? say.now : ahead);
  }
  for (const element of document.querySelectorAll("[data-since]")) {
    set(element, stopwatch(now - at(element.getAttribute("data-since"))));
  }
  for (const element of document.querySelectorAll("[data-until]")) {
    const left = at(element.getAttribute("data-until")) - now;
    set(element, stopwatch(left));
    if (left <= 0 && !element.hasAttribute("data-reached")) {
      // asked once a step; the answer replaces the ticker with the next one
      element.setAttribute("data-reached", "");
      element.closest(".ticker")?.dispatchEvent(new CustomEvent("step"));
    }
  }
}

/** The server shows times in the reader's zone; here it learns which that is, for the pages from the next on. */
function tellZone(): void {
  const page = document.documentElement.dataset;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === page.zone) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `mainstay-zone=${zone}; path=${page.base || "/"}; max-age=31536000; samesite=lax${secure}`;
}

export function startTime(): void {
  tellZone();
  const say = words[document.documentElement.lang] ?? words.en;
  // a page drawn for another instant (a test, a picture) stays as it was drawn
  if (document.documentElement.hasAttribute("data-still")) return;
  refresh(say);
  setInterval(() => refresh(say), 1000);
}
