import { describe, expect, it } from 'vitest';
import { delimiterOf, formatCsv, isComment, parseCsv } from '$ui/setting/csv';
import { lineOf, portForm, portOf } from '$ui/setting/port';

describe('a table', () => {
  it('keeps quotes, commas and lines within a cell', () => {
    const rows = [
      ['kind', 'name', 'price'],
      ['zone', 'North, and "far"', '1\n2'],
      ['', '', ''],
    ];
    expect(parseCsv(formatCsv(rows))).toEqual(rows);
  });

  it('keeps comments as they are', () => {
    const text = 'kind,price\n# Prices, all in dollars.\nstep,1\n';
    expect(parseCsv(text).map(isComment)).toEqual([false, true, false]);
    expect(formatCsv(parseCsv(text))).toBe(text);
  });

  it('reads files of other systems', () => {
    expect(parseCsv('\ufeffa,b\r\n1,2\r\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(parseCsv('a,b\n1,2')).toEqual(parseCsv('a,b\n1,2\n'));
    expect(parseCsv('')).toEqual([]);
    const german = 'a;b;c\n"1;1";2,5;\n';
    expect(delimiterOf(german)).toBe(';');
    expect(parseCsv(german)[1]).toEqual(['1;1', '2,5', '']);
    expect(formatCsv(parseCsv(german), ';')).toBe(german);
  });
});

describe('a port', () => {
  it('comes back as it was', () => {
    for (const port of [
      { kind: 'tcp', host: '192.168.1.40', port: 9100 },
      { kind: 'serial', path: '/dev/ttyUSB0', baud: 9600, line: '7E1' },
      { kind: 'device_file', path: '/dev/usb/lp0' },
      { kind: 'usb', vendor: 1, product: 2, path: '1-2' },
    ] as const) {
      expect(portOf(portForm(port, 'tcp', '9100'))).toEqual(port);
    }
  });

  it.each(['', '0', '65536', 'abc', '9100.5'])('is not complete with “%s”', (port) => {
    expect(portOf({ ...portForm(null, 'tcp', port), host: 'printer' })).toBeNull();
  });

  it('takes a protocol’s usual line', () => {
    expect(lineOf('9600 7E1')).toEqual({ baud: '9600', line: '7E1' });
    expect(lineOf('')).toBeNull();
  });
});
