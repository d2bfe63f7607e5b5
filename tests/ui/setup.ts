import { configure } from '@testing-library/svelte';

/** What jsdom lacks and the window uses; what is tested without a window has none of it. */
if (typeof Element !== 'undefined') Element.prototype.scrollIntoView ??= () => undefined;
Blob.prototype.arrayBuffer ??= function (this: Blob) {
  return new Promise<ArrayBuffer>((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as ArrayBuffer);
    reader.readAsArrayBuffer(this);
  });
};

// The whole document in every message hides what went wrong.
configure({ getElementError: (message) => new Error(message ?? 'not found') });
