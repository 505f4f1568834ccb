// What is offered while one writes: colleagues after "@" in a note, canned replies after ";". Arrows choose, Enter or Tab
// takes, Escape closes. Names come from the page: the menu of assignees, the list of canned replies.
import type { Face } from "../composer";

type Offer = { label: string; take: () => void };

export function startOffers(form: HTMLFormElement, kind: () => string, face: () => Face): { watch(element: HTMLElement): void } {
  const body = form.querySelector<HTMLElement>(".composer-body");
  const box = document.createElement("div");
  box.className = "offers";
  box.id = "composer-offers";
  box.hidden = true;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", form.dataset.offers ?? "");
  body?.append(box);
  let offers: Offer[] = [];
  let here = 0;

  const close = () => {
    offers = [];
    box.hidden = true;
    face().element.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    box.replaceChildren(
      ...offers.map((offer, index) => {
        const option = document.createElement("div");
        option.setAttribute("role", "option");
        option.id = `composer-offer-${index}`;
        option.setAttribute("aria-selected", String(index === here));
        option.textContent = offer.label;
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          offer.take();
          close();
        });
        return option;
      }),
    );
    box.hidden = offers.length === 0;
    if (offers.length > 0) {
      face().element.setAttribute("aria-activedescendant", `composer-offer-${here}`);
      box.children[here]?.scrollIntoView({ block: "nearest" });
    }
  };
  const names = () => [...document.querySelectorAll<HTMLButtonElement>("#assign-menu button[name=staff]")].filter((one) => one.value);
  const matches = (name: string, typed: string) =>
    name.toLowerCase().split(/\s+/).concat(name.toLowerCase()).some((word) => word.startsWith(typed.toLowerCase()));
  const asked = () => /(?:^|\s)([@;])([\p{L}\p{N} ._-]{0,40})$/u.exec(face().before());
  // What stands there when it is taken counts, not what stood there when it was offered.
  const instead = (text: string) => {
    const found = asked();
    if (found) face().replace(found[2].length + 1, text);
  };
  let due = 0;
  const look = () => {
    clearTimeout(due);
    due = 0;
    const found = asked();
    offers = [];
    if (found) {
      const [, mark, typed] = found;
      if (mark === "@" && kind() === "note") {
        offers = names()
          .map((one) => one.textContent?.trim() ?? "")
          .filter((name) => matches(name, typed))
          .slice(0, 8)
          .map((name) => ({ label: name, take: () => instead(`@${name} `) }));
      }
      if (mark === ";") {
        offers = [...form.querySelectorAll<HTMLAnchorElement>("[data-canned]")]
          .filter((one) => matches(one.textContent?.trim() ?? "", typed))
          .slice(0, 8)
          .map((one) => ({
            label: one.textContent?.trim() ?? "",
            take: () => {
              instead("");
              one.click();
            },
          }));
      }
    }
    here = 0;
    draw();
  };
  const key = (event: KeyboardEvent) => {
    // a key that comes before the last letter was looked at is about what that letter offers
    if (due !== 0) look();
    if (offers.length === 0) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) here = (here + step + offers.length) % offers.length;
    else if (event.key === "Enter" || event.key === "Tab") {
      const chosen = offers[here];
      close();
      chosen.take();
    } else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    draw();
  };
  return {
    watch(element) {
      element.setAttribute("aria-controls", box.id);
      element.addEventListener("keydown", key, { capture: true });
      element.addEventListener("input", () => {
        clearTimeout(due);
        due = setTimeout(look);
      });
      // back again within that time, one is still choosing
      element.addEventListener("blur", () => setTimeout(() => element.contains(document.activeElement) || close(), 150));
    },
  };
}
