/** Saves a drawn SVG as a file: light whatever the page's colours are, with its style inside. For the browser only. */

/** What decides how a mark looks; set on every element of the copy. */
const STYLE = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
];

/** Dots a unit, so that a picture is sharp on paper. */
const PNG_SCALE = 2;

/** The SVG as a document of its own. `picture` must be in the page: its place tells its style. */
function svgText(picture: SVGSVGElement): string {
  const { width, height } = picture.getBoundingClientRect();
  const copy = picture.cloneNode(true) as SVGSVGElement;
  // Styled in place, under the light scheme's variables.
  const stage = document.createElement('div');
  stage.className = 'scheme-light picture-stage';
  stage.append(copy);
  picture.parentElement?.append(stage);
  try {
    for (const element of [copy, ...copy.querySelectorAll<SVGElement>('*')]) {
      const computed = getComputedStyle(element);
      for (const name of STYLE) element.style.setProperty(name, computed.getPropertyValue(name));
      element.removeAttribute('class');
    }
    const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const { x, y } = copy.viewBox.baseVal;
    for (const [name, value] of Object.entries({ x, y, width: '100%', height: '100%' }))
      ground.setAttribute(name, String(value));
    ground.setAttribute('fill', getComputedStyle(stage).getPropertyValue('--surface').trim() || '#ffffff');
    copy.prepend(ground);
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('width', String(width));
    copy.setAttribute('height', String(height));
    return new XMLSerializer().serializeToString(copy);
  } finally {
    stage.remove();
  }
}

/** `svg` tells its own width and height. */
async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * PNG_SCALE);
    canvas.height = Math.round(image.naturalHeight * PNG_SCALE);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be made')))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

export type PictureKind = 'svg' | 'png';

/** An SVG of the page, or the text of one that stands for what is drawn there in pieces. */
export type Picture = SVGSVGElement | string;

/** Saves the picture under `name` and the kind's ending; says what became of it. */
export async function savePicture(picture: Picture, name: string, kind: PictureKind): Promise<string> {
  const file = `${name}.${kind}`;
  try {
    const svg = typeof picture === 'string' ? picture : svgText(picture);
    const content = kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg);
    saveFile(file, content);
    return `Saved ${file}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Hands a file to the reader. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
