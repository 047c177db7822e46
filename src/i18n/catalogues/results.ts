import { catalogue } from '../catalogue.js';

export const results = catalogue({
  vi: {},
  en: {},
});
