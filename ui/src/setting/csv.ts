/** A small table as CSV (RFC 4180): for the grid a person edits. Lines and cells, nothing else. */

const DELIMITERS = [',', ';', '\t'];

/** What separates the cells: what the first line has most of. Spreadsheets choose by country. */
export function delimiterOf(text: string): string {
  const [head = ''] = text.split(/[\r\n]/, 1);
  const times = (delimiter: string): number => head.split(delimiter).length;
  return DELIMITERS.reduce((best, one) => (times(one) > times(best) ? one : best));
}

export function parseCsv(text: string, delimiter = delimiterOf(text)): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const source = text.replace(/^\ufeff/, '');
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source[i + 1] === '"') cell += source[++i]!;
      else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === delimiter) {
      row.push(cell);
      cell = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && source[i + 1] === '\n') i++;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += c;
  }
  if (cell !== '' || row.length) rows.push([...row, cell]);
  return rows;
}

export function formatCsv(rows: readonly (readonly string[])[], delimiter = ','): string {
  const quote = (cell: string): string =>
    /["\n\r]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return rows.map((row) => row.map(quote).join(delimiter) + '\n').join('');
}

/** Whether a line only tells people something. */
export function isComment(row: readonly string[]): boolean {
  return row[0]?.startsWith('#') ?? false;
}
