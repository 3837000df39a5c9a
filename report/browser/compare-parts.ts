/** Compares what a report shows with what its steps give, node by node, and marks each place that differs. */

export interface Mismatch {
  /** Of the part it is in. */
  title: string;
  shown: string;
  computed: string;
}

export function compareParts(
  document: Document,
  parts: readonly { id: string; title: string; html: string }[],
): Mismatch[] {
  return parts.flatMap(({ id, title, html }) => {
    const shown = document.getElementById(id);
    const template = document.createElement('template');
    template.innerHTML = html;
    const computed = template.content.firstElementChild;
    if (!computed) throw new Error(`${title} has no markup`);
    if (!shown) return [{ title, shown: 'nothing', computed: brief(computed.textContent) }];
    return compareNodes(shown, computed).map((found) => ({ title, ...found }));
  });
}

function compareNodes(shown: Element, computed: Element): Omit<Mismatch, 'title'>[] {
  if (shown.isEqualNode(computed)) return [];
  const [own, other] = [[...shown.childNodes], [...computed.childNodes]];
  const sameForm =
    own.length === other.length &&
    own.every((node, i) => node.nodeName === other[i]?.nodeName) &&
    shown.cloneNode(false).isEqualNode(computed.cloneNode(false));
  if (!sameForm) return [differs(shown, computed)];
  return own.flatMap((node, i) => {
    const against = other[i] as ChildNode;
    if (node.isEqualNode(against)) return [];
    if (node instanceof Element && against instanceof Element) return compareNodes(node, against);
    return [differs(shown, computed)];
  });
}

function differs(shown: Element, computed: Element): Omit<Mismatch, 'title'> {
  shown.classList.add('mismatch');
  const [own, other] = [shown.textContent, computed.textContent];
  if (own !== other) return { shown: brief(own), computed: brief(other) };
  return { shown: brief(tagOf(shown)), computed: brief(tagOf(computed)) };
}

/** For a mark of a chart that was moved: its tag says where it is. */
function tagOf(element: Element): string {
  return (element.cloneNode(false) as Element).outerHTML;
}

function brief(text: string | null): string {
  const whole = text ?? '';
  return whole.length > 200 ? `${whole.slice(0, 200)}...` : whole;
}
