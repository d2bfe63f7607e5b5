/** Short sounds that tell success from failure across a noisy room. Silent where there is no audio. */

export type Sound =
  /** Bought, printed, saved: a rising fifth. */
  | 'good'
  /** Something failed: a low double buzz. */
  | 'bad'
  /** A person is asked. */
  | 'ask'
  /** A scan was understood. */
  | 'tick';

interface Note {
  hertz: number;
  start: number;
  length: number;
  wave: OscillatorType;
  loud: number;
}

const NOTES: Record<Sound, Note[]> = {
  good: [
    { hertz: 784, start: 0, length: 0.09, wave: 'sine', loud: 0.22 },
    { hertz: 1175, start: 0.09, length: 0.16, wave: 'sine', loud: 0.22 },
  ],
  bad: [
    { hertz: 196, start: 0, length: 0.14, wave: 'square', loud: 0.12 },
    { hertz: 165, start: 0.19, length: 0.24, wave: 'square', loud: 0.12 },
  ],
  ask: [
    { hertz: 587, start: 0, length: 0.1, wave: 'triangle', loud: 0.25 },
    { hertz: 587, start: 0.16, length: 0.1, wave: 'triangle', loud: 0.25 },
  ],
  tick: [{ hertz: 1568, start: 0, length: 0.035, wave: 'sine', loud: 0.12 }],
};

let enabled = true;
let context: AudioContext | undefined;

export function setSounds(on: boolean): void {
  enabled = on;
}

export function play(sound: Sound): void {
  if (!enabled || typeof AudioContext === 'undefined') return;
  try {
    context ??= new AudioContext();
    void context.resume().catch(() => undefined);
    for (const note of NOTES[sound]) sing(context, note);
  } catch {
    // No audio device: the screen says it all the same.
  }
}

function sing(audio: AudioContext, { hertz, start, length, wave, loud }: Note): void {
  const from = audio.currentTime + start;
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.type = wave;
  tone.frequency.value = hertz;
  // Ramps instead of steps, which would click.
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loud, from + 0.008);
  gain.gain.setValueAtTime(loud, from + length - 0.02);
  gain.gain.linearRampToValueAtTime(0, from + length);
  tone.connect(gain).connect(audio.destination);
  tone.start(from);
  tone.stop(from + length);
}
