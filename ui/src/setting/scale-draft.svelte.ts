/** A scale's set-up as its form edits it. */
import type { DeviceView, DevicesView, ScaleConfig, ScaleProtocolView, WeightUnit } from '../backend';
import { lineOf, portForm, portOf, type PortForm } from './port';

const TCP_PORT = '4001';

export class ScaleDraft {
  /** Empty sets up a new one. */
  readonly id: string;
  readonly #protocols: readonly ScaleProtocolView[];
  port = $state<PortForm>(portForm(null, 'serial', TCP_PORT));
  name = $state('');
  protocol = $state('');
  unit = $state('');
  reportsZero = $state(true);
  pattern = $state('');
  onlyStable = $state(false);

  constructor(scale: ScaleConfig | null, view: DevicesView) {
    this.id = scale?.id ?? '';
    this.#protocols = view.scale_protocols;
    this.port = portForm(scale?.port ?? null, 'serial', TCP_PORT);
    if (scale) this.fill(scale);
  }

  /** A scale that was found: everything that its device id tells. */
  static found(device: DeviceView, view: DevicesView): ScaleDraft {
    const draft = new ScaleDraft(null, view);
    draft.port = portForm(device.port, 'serial', TCP_PORT);
    draft.name = device.name;
    if (view.scale_protocols.some((one) => one.id === device.speaks)) draft.speak(device.speaks);
    return draft;
  }

  /** Protocols that are spoken over this kind of port; those over USB HID have no line. */
  get protocols(): readonly ScaleProtocolView[] {
    const hid = this.port.found?.kind === 'hid';
    return this.#protocols.filter((one) => hid === (one.line === ''));
  }

  get spoken(): ScaleProtocolView | undefined {
    return this.protocols.find((one) => one.id === this.protocol);
  }

  /** Another protocol, with its usual line. */
  speak(id: string): void {
    this.protocol = id;
    const spoken = this.spoken;
    if (!spoken) return;
    this.reportsZero = spoken.reports_zero;
    const usual = lineOf(spoken.line);
    if (usual) Object.assign(this.port, usual);
  }

  /** What was set up before, or was detected. */
  fill(scale: ScaleConfig): void {
    this.port = portForm(scale.port, 'serial', TCP_PORT);
    this.name = scale.name || this.name;
    this.protocol = scale.protocol;
    this.unit = scale.unit ?? '';
    this.reportsZero = scale.reports_zero;
    this.pattern = scale.pattern ?? '';
    this.onlyStable = scale.only_stable;
  }

  /** The set-up; `null` while something is missing. */
  get config(): ScaleConfig | null {
    const port = portOf($state.snapshot(this.port));
    const spoken = this.spoken;
    if (!port || !spoken || (spoken.pattern && !this.pattern.trim())) return null;
    return {
      id: this.id,
      name: this.name.trim(),
      port,
      protocol: spoken.id,
      unit: spoken.says_unit && !spoken.pattern ? null : ((this.unit || null) as WeightUnit | null),
      reports_zero: this.reportsZero,
      pattern: spoken.pattern ? this.pattern.trim() : null,
      only_stable: this.onlyStable,
    };
  }
}
