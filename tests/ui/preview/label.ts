/** A picture that looks like a label. */
export function drawLabel(): string {
  const canvas = document.createElement('canvas');
  canvas.width = 812;
  canvas.height = 1218;
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, 812, 1218);
  pen.fillStyle = '#000';
  pen.font = 'bold 64px sans-serif';
  pen.fillText('House courier', 40, 100);
  pen.font = '40px sans-serif';
  ['Ground', '', 'Amara Okafor', '12 Cedar Lane', 'Denver, CO 80014', 'UNITED STATES'].forEach(
    (text, index) => pen.fillText(text, 40, 180 + index * 56),
  );
  pen.fillRect(40, 540, 732, 6);
  for (let x = 60, seed = 7; x < 750; seed = (seed * 31 + 11) % 97) {
    const bar = 3 * (1 + (seed % 4));
    pen.fillRect(x, 600, bar, 260);
    x += bar + 3 * (1 + (seed % 3));
  }
  pen.font = '44px monospace';
  pen.fillText('PB1 000 000 001 K', 180, 930);
  pen.strokeRect(40, 980, 732, 190);
  return canvas.toDataURL('image/png').split(',')[1]!;
}
