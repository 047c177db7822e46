import { catalogue } from '../catalogue.js';

/** Texts of the home pages and of a batch's stations. */
export const overview = catalogue({
  vi: {
    'overview.crumb': 'Trang chính',
  },
  en: {
    'overview.crumb': 'Home',
  },
});
