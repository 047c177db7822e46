import QRCode from 'qrcode';

/** A QR code as the path of an SVG. */
export interface QrPath {
  readonly size: number;
  readonly path: string;
}

/** Its CSP-safe form: black modules as little squares. */
export function qrPath(text: string): QrPath {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (modules.get(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
    }
  }
  return { size: modules.size + 8, path };
}
