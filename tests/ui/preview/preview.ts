/** The window against the fake station, to look at it: `npm run preview`. The station is `window.station`. */
import '@fontsource-variable/inter/wght.css';
import { mount } from 'svelte';
import App from '$ui/App.svelte';
import { connect } from '$ui/backend';
import '$ui/shared/style/base.css';
import '$ui/shared/style/tokens.css';
import { FakeStation } from '../fake-backend';
import { drawLabel } from './label';

const station = new FakeStation(60);
station.printing.preview.png_base64 = drawLabel();
Object.assign(window, { station });
connect(station);
mount(App, { target: document.getElementById('app')! });
