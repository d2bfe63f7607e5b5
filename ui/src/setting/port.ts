/** Where a device is, as the forms edit it. */
import type { Port } from '../backend';

/** Kinds of ports a person can type in; others are found and chosen. */
export type TypedKind = 'tcp' | 'serial' | 'device_file' | 'queue' | 'file';

export interface PortForm {
  /** A port that was found, as it stands. */
  found: Port | null;
  kind: TypedKind;
  /** A network address, or the print server of a print queue. */
  host: string;
  port: string;
  /** A device, a folder, or the name of a print queue. */
  path: string;
  baud: string;
  line: string;
}

export const BAUDS = ['1200', '2400', '4800', '9600', '19200', '38400', '57600', '115200'] as const;
export const LINES = ['8N1', '7E1', '7O1', '7N2', '8E1', '8O1', '8N2'] as const;

export function portForm(port: Port | null, kind: TypedKind, tcpPort: string): PortForm {
  const form: PortForm = { found: null, kind, host: '', port: tcpPort, path: '', baud: '9600', line: '8N1' };
  switch (port?.kind) {
    case 'tcp':
      return { ...form, kind: 'tcp', host: port.host, port: String(port.port) };
    case 'serial':
      return { ...form, kind: 'serial', path: port.path, baud: String(port.baud), line: port.line };
    case 'device_file':
    case 'file':
      return { ...form, kind: port.kind, path: port.path };
    case 'queue':
      return { ...form, kind: 'queue', host: port.server, path: port.queue };
    case undefined:
      return form;
    default:
      return { ...form, found: port };
  }
}

/** The port a form describes; `null` while something is missing. */
export function portOf(form: PortForm): Port | null {
  if (form.found) return form.found;
  const path = form.path.trim();
  const host = form.host.trim();
  switch (form.kind) {
    case 'tcp': {
      const port = Number(form.port);
      return host && Number.isInteger(port) && port > 0 && port < 65_536 ? { kind: 'tcp', host, port } : null;
    }
    case 'serial':
      return path ? { kind: 'serial', path, baud: Number(form.baud), line: form.line } : null;
    case 'queue':
      return path ? { kind: 'queue', server: host, queue: path } : null;
    default:
      return path ? { kind: form.kind, path } : null;
  }
}

/** A port in words, for ports that no found device describes. */
export function portText(port: Port): string {
  switch (port.kind) {
    case 'tcp':
      return `${port.host}:${port.port}`;
    case 'serial':
      return `${port.path}, ${port.baud} ${port.line}`;
    case 'device_file':
      return port.path;
    case 'file':
      return `Folder ${port.path}`;
    case 'queue':
      return port.server ? `Print queue ${port.queue} at ${port.server}` : `Print queue ${port.queue}`;
    default:
      return `USB ${port.path}`;
  }
}

/** Whether two ports are one place; how a serial line is set does not make it another. */
export function samePlace(a: Port, b: Port): boolean {
  if (a.kind === 'serial' && b.kind === 'serial') return a.path === b.path;
  const plain = (port: Port): string => JSON.stringify(Object.entries(port).sort());
  return plain(a) === plain(b);
}

/** Splits a protocol's usual line, such as `9600 7E1`. */
export function lineOf(usual: string): { baud: string; line: string } | null {
  const [baud, line] = usual.split(' ');
  return baud && line ? { baud, line } : null;
}
