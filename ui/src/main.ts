/** Starts the window in whichever host it runs. */
import '@fontsource-variable/inter/wght.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { connect, detectHost } from './backend';
import './shared/style/base.css';
import './shared/style/tokens.css';

connect(detectHost());
mount(App, { target: document.getElementById('app')! });
