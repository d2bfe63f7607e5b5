/** The system's way to write numbers and dates; a bare POSIX system gets plain English. */
const system = new Intl.NumberFormat().resolvedOptions().locale;

export const LOCALE = /posix/i.test(system) ? 'en-US' : system;
