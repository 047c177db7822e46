import { catalogue } from '../catalogue.js';

export const invigilation = catalogue({
  vi: {},
  en: {},
});
