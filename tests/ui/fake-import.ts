/** What the fake station says about files of orders. */
import type { ImportPreview, ImportReport, MappingsView, Request, SavedMapping } from '$ui/backend';

const COLUMNS = ['Bestellnr', 'Empfänger', 'Straße', 'PLZ', 'Ort', 'Artikel', 'Menge'];
const saved: SavedMapping[] = [];

export const importAnswers = {
  preview({ name, draft }: Request<'import_preview'>): ImportPreview {
    const known = name.includes('shopify');
    return {
      format: known ? { kind: 'known', id: 'shopify', name: 'Shopify order export' } : { kind: 'mapped' },
      encoding: known ? 'UTF-8' : 'Windows-1252',
      delimiter: known ? ',' : ';',
      columns: known ? [] : COLUMNS,
      sample: known
        ? []
        : [['A-77', 'Jürgen Beispiel', 'Lindenweg 3', '04109', 'Leipzig', 'Kaffee, gemahlen', '2']],
      mapping: draft ?? {
        name: '',
        columns: { number: 'Bestellnr', name: 'Empfänger', line1: 'Straße', postal_code: 'PLZ' },
        currency: 'EUR',
        country: 'DE',
        weight_unit: null,
      },
      orders: [
        {
          number: 'A-77',
          ship_to: 'Jürgen Beispiel, Lindenweg 3, 04109 Leipzig',
          lines: '2 × Kaffee, gemahlen',
          hold: null,
        },
        {
          number: 'A-78',
          ship_to: 'Mira Muster, Am Markt 1, 01067 Dresden',
          lines: '1 × Tasse',
          hold: 'cancelled',
        },
      ],
      bad_rows: [{ line: 14, reason: 'The quantity “zwei” is not a number', text: 'A-79;Max;…;zwei' }],
      order_count: 37,
    };
  },

  mappings(): MappingsView {
    const field = (id: string, label: string, required = false) => ({ id, label, required });
    return {
      fields: [
        field('number', 'Order number', true),
        field('name', 'Name'),
        field('line1', 'Street and number', true),
        field('postal_code', 'Postal code'),
        field('city', 'City', true),
        field('title', 'Line: title'),
        field('quantity', 'Line: pieces'),
        field('note', 'Note'),
      ],
      saved,
    };
  },

  saveMapping({ id, mapping }: Request<'save_mapping'>): SavedMapping {
    const one = { id: id ?? `mapping-${saved.length + 1}`, mapping };
    saved.push(one);
    return one;
  },

  report(): ImportReport {
    return {
      added: 31,
      updated: 2,
      unchanged: 1,
      left: [
        {
          number: 'A-12',
          reason: 'It has a shipment',
          differences: [{ field: 'City', here: 'Leipzig', source: 'Halle' }],
        },
      ],
      held: [
        { reason: 'cancelled', count: 1 },
        { reason: 'unpaid', count: 1 },
      ],
      bad_rows: [{ line: 14, reason: 'The quantity “zwei” is not a number', text: 'A-79;Max;…;zwei' }],
      bad_rows_file: { name: 'bad-rows.csv', mime: 'text/csv', base64: 'QQ==' },
    };
  },
};
