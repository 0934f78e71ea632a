import { Parley } from './parley.js';
import { shell } from './view/shell.js';

const parley = new Parley();
shell(parley, document.getElementById('root'));
parley.start();
