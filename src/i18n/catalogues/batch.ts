import { catalogue } from '../catalogue.js';

export const batch = catalogue({
  vi: {},
  en: {},
});
